"""The `svodka` command: one file a group of subcommands."""
