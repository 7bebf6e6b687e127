"""A file as a batch: handed in, looked at, approved by another where it matters, taken in whole, undone (R7.2).

`verbs` is what people do, `jobs` what the worker does of it, `store` keeps plans, `rights` says who may,
`retention` deletes what is old.
"""
