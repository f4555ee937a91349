package mask

import "regexp"

// pattern is how a secret looks, and what of it stays.
type pattern struct {
	looks *regexp.Regexp
	stays string
}

var patterns = []pattern{
	// A private key, with line breaks as they are or written as \n. One whose end is cut off hides all that follows.
	{regexp.MustCompile(`(?s)-----BEGIN [A-Z0-9 ]*PRIVATE KEY-----.*?(?:-----END [A-Z0-9 ]*PRIVATE KEY-----|\z)`), ""},
	{regexp.MustCompile(`(?i)\b(bearer|basic) +[A-Za-z0-9._~+/=-]{6,}`), "$1 "},
	{regexp.MustCompile(`\beyJ[A-Za-z0-9_-]{6,}\.[A-Za-z0-9_-]+(?:\.[A-Za-z0-9_-]*)?`), ""}, // JSON Web Tokens
	{regexp.MustCompile(`\b[a-z0-9]{6}\.[a-z0-9]{16}\b`), ""},                               // kubeadm
	{regexp.MustCompile(`\bK10[0-9a-f]{16,}(?:::[A-Za-z0-9.:_-]+)?`), ""},                   // k3s
	{regexp.MustCompile(`\b(?:gh[pousr]_|github_pat_|glpat-|xox[abpr]-|AKIA)[A-Za-z0-9_-]{12,}`), ""},
	{regexp.MustCompile(`([a-z][a-z0-9+.-]*://)[^/\s:@"']*:[^/\s@"']+@`), "${1}"}, // a password in an address
}

func hidePatterns(text string) string {
	for _, p := range patterns {
		text = p.looks.ReplaceAllString(text, p.stays+Hidden)
	}
	return hideAssigned(hideAssigned(text, assigned), flagged)
}
