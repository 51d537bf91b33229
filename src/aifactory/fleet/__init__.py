"""The fleet: many repositories read night after night into a store, and what is told of them.

`inventory` says which they are, `planning` (pure) which of them are to be read or scored anew,
`task` reads one in a process of its own, `local` and `cluster` hand tasks out, `store` keeps what
comes back, `nightly` joins them. What only tells of the fleet asks the store.
"""
