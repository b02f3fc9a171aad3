/** What importing the content door is compared with: a module that does nothing. */
