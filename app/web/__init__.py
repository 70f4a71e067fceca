"""What pages and the API share: request context, access declarations, refusals in French, security headers, layout."""
