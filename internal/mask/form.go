package mask

import (
	"encoding/base64"
	"encoding/json"
	"net/url"
	"regexp"
	"strings"

	"github.com/kaaslab/kaaslab/internal/secret"
)

// formsOf lists how a secret may be written: as it is, in JSON, in an address, and in base64.
func formsOf(secret string) []string {
	forms := []string{secret, url.QueryEscape(secret), base64.StdEncoding.EncodeToString([]byte(secret)), base64.URLEncoding.EncodeToString([]byte(secret))}
	if quoted, err := json.Marshal(secret); err == nil {
		forms = append(forms, strings.Trim(string(quoted), `"`))
	}
	return append(forms, encodings(secret)...)
}

// encodings are what base64 makes of a secret that stands somewhere within what is encoded. Three bytes become four
// letters, so there are three ways to begin, and the letters at both ends depend on what is beside them.
func encodings(secret string) []string {
	var forms []string
	for start := range 3 {
		if len(secret)-start < shortest-2 {
			break
		}
		inner := secret[start:]
		inner = inner[:len(inner)/3*3]
		forms = append(forms, base64.StdEncoding.EncodeToString([]byte(inner)), base64.URLEncoding.EncodeToString([]byte(inner)))
	}
	return forms
}

// deepest is how often something may be encoded within what is encoded: a kubeconfig in a Secret holds keys in base64.
const deepest = 3

var encoded = regexp.MustCompile(`[A-Za-z0-9+/_-]{24,}={0,2}`)

// hideEncoded hides texts in base64 that hold a secret.
func (m *Mask) hideEncoded(text string, depth int) string {
	if depth == 0 {
		return text
	}
	return encoded.ReplaceAllStringFunc(text, func(run string) string {
		if plain, ok := secret.Decode(run); ok && m.text(plain, depth-1) != plain {
			return Hidden
		}
		return run
	})
}
