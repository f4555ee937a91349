package secret

import (
	"regexp"
	"strings"
)

// patterns are how secrets look. The first group is the secret, and the rest stays.
var patterns = []*regexp.Regexp{
	// A private key, with line breaks as they are or written as \n. One whose end is cut off hides all that follows.
	regexp.MustCompile(`(?s)(-----BEGIN [A-Z0-9 ]*PRIVATE KEY-----.*?(?:-----END [A-Z0-9 ]*PRIVATE KEY-----|\z))`),
	regexp.MustCompile(`(?i)\b(?:bearer|basic) +([A-Za-z0-9._~+/=-]{6,})`),
	regexp.MustCompile(`\b(eyJ[A-Za-z0-9_-]{6,}\.[A-Za-z0-9_-]+(?:\.[A-Za-z0-9_-]*)?)`), // JSON Web Tokens
	regexp.MustCompile(`\b([a-z0-9]{6}\.[a-z0-9]{16})\b`),                               // kubeadm
	regexp.MustCompile(`\b(K10[0-9a-f]{16,}(?:::[A-Za-z0-9.:_-]+)?)`),                   // k3s
	// What services begin their tokens with, so that they are found where they do not belong.
	regexp.MustCompile(`\b((?:gh[pousr]_|github_pat_|glpat-|glsa_|xox[abpr]-|xapp-|AKIA|ASIA|AIza|sk-|[sr]k_(?:live|test)_|npm_|pypi-|hv[sb]\.|dckr_(?:pat|oat)_|ya29\.|AGE-SECRET-KEY-)[A-Za-z0-9_-]{12,})`),
	regexp.MustCompile(`\b(SG\.[A-Za-z0-9_-]{6,}\.[A-Za-z0-9_-]{6,})`),
	regexp.MustCompile(`(\$(?:2[abxy]|apr1|argon2id?|scrypt|[1567y])\$[A-Za-z0-9./=,$+-]{8,})`), // hashes of passwords, which can be guessed at
	regexp.MustCompile(`[a-z][a-z0-9+.-]*://([^/\s:@"']*:[^/\s"']+)@`),                          // a password in an address
	regexp.MustCompile(`\bhttps?://([^/\s:@"']+)@`),                                             // a token in one
	regexp.MustCompile(`[?&](?:sig|signature|key|code|X-Amz-Signature)=([^\s&"']+)`),            // or in what follows it
	regexp.MustCompile(`(?:hooks\.slack\.com/(?:services|workflows)|discord(?:app)?\.com/api/webhooks|\.webhook\.office\.com)/([A-Za-z0-9@/_-]+)`),
	regexp.MustCompile(`\blogin\s+\S+\s+password\s+(\S+)`), // .netrc
	regexp.MustCompile(`\bcurl\b[^\n|;]*?\s(?:-u|--user)[ =]?["']?[^\s:"']+:([^\s"']+)`),
	regexp.MustCompile(`\b(?:sshpass|mysql\w*|mariadb\w*)\b[^\n|;]*?\s-p ?([^\s"'-][^\s"']*)`),
}

// certificate is a block of PEM. In running text it explains a failure and is no secret: servers show theirs to everybody.
var certificate = regexp.MustCompile(`-----BEGIN [A-Z0-9 ]+-----`)

// Text returns a text without the secrets in it: those that have a name which says so, and those that look like one.
func Text(text string) string { return without(text, func(string) {}) }

// without tells of each secret that it hides.
func without(text string, tell func(string)) string {
	for _, looks := range patterns {
		text = replaceGroup(text, looks, tell)
	}
	return hideAssigned(hideAssigned(text, assigned, tell), flagged, tell)
}

func replaceGroup(text string, looks *regexp.Regexp, tell func(string)) string {
	var out strings.Builder
	end := 0
	for _, found := range looks.FindAllStringSubmatchIndex(text, -1) {
		if piece := text[found[2]:found[3]]; piece != Hidden {
			tell(piece)
		}
		out.WriteString(text[end:found[2]] + Hidden)
		end = found[3]
	}
	if end == 0 {
		return text
	}
	return out.String() + text[end:]
}
