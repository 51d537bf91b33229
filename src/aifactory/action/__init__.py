"""The GitHub Action's own part: a workflow's inputs to an audit, its reports to the workflow.

`action.yml` runs `python -I -m aifactory.action audit`, then `comment` where one is wanted. Inputs
come as environment variables named INPUT_…, and never through a shell's words.
"""
