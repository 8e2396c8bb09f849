"""Nothing is configured here: the plugin is loaded by its entry point, and the files in disciplines/ say the rest."""
