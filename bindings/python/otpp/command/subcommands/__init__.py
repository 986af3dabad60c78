"""The subcommands: a module each, with ``configure(parser)`` and ``run(options)``."""
