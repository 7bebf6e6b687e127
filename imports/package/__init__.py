"""The Data Package for machines: a ZIP of CSV files and the `datapackage.json` that says what they are (R7.1)."""
