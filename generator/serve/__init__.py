"""The preview: a site that is built again at each change and shown as it is."""
