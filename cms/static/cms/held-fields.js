// Fields whose type is not here now are shown and kept; none can be added.
(() => {
  const { StreamBlock, StreamBlockDefinition } = window.wagtailStreamField.blocks;

  class Fields extends StreamBlock {
    getBlockGroups() {
      return super
        .getBlockGroups()
        .map(([group, blocks]) => [group, blocks.filter((block) => block.name !== "held")])
        .filter(([, blocks]) => blocks.length);
    }
  }

  class FieldsDefinition extends StreamBlockDefinition {
    render(placeholder, prefix, state, error) {
      return new Fields(this, placeholder, prefix, state, error);
    }
  }

  window.telepath.register("cms.schemes.FieldsBlock", FieldsDefinition);
})();
