"""What is told of the fleet: figures (pure), the site that shows them, tables of them.

`standing` says what is known of a repository, `figures` and `trend` compute, `gathering` asks the
store, `content` is what the page holds, `page` and the files beside it show it, `exports` are its
tables, `site` writes all of that.
"""
