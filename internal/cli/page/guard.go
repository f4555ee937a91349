package page

import (
	"crypto/rand"
	"crypto/subtle"
	"net"
	"net/http"
	"strings"
)

// policy lets the page load its own files and talk to its own server, and nothing else.
const policy = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; " +
	"base-uri 'none'; form-action 'none'; frame-ancestors 'none'; require-trusted-types-for 'script'; trusted-types 'none'"

// newToken returns a word that nobody guesses.
func newToken() string { return strings.ToLower(rand.Text()) }

// ServeHTTP answers those who name this server, come from this page or from the address bar, and know the token.
func (p *Page) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	protect(w.Header())
	path, known := p.withoutToken(r.URL.Path)
	switch {
	case !p.named(r.Host):
		// Another name for 127.0.0.1 is that of a site which wants to read what is here.
		http.Error(w, "this server has another name", http.StatusForbidden)
	case fromElsewhere(r):
		http.Error(w, "not from another site", http.StatusForbidden)
	case !known && p.launched(w, r):
	case !known:
		http.Error(w, "not found", http.StatusNotFound)
	case r.Method != http.MethodGet:
		w.Header().Set("Allow", http.MethodGet)
		http.Error(w, "this page only shows; it takes GET", http.StatusMethodNotAllowed)
	default:
		p.answer(w, r, path)
	}
}

func protect(h http.Header) {
	for name, value := range map[string]string{
		"Content-Security-Policy":      policy,
		"Cache-Control":                "no-store",
		"Cross-Origin-Opener-Policy":   "same-origin",
		"Cross-Origin-Resource-Policy": "same-origin",
		"Permissions-Policy":           "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
		"Referrer-Policy":              "no-referrer", // the address has the token
		"X-Content-Type-Options":       "nosniff",
		"X-Frame-Options":              "DENY",
	} {
		h.Set(name, value)
	}
}

// named reports whether the host of a request is this server, as an address or as localhost.
func (p *Page) named(host string) bool {
	_, port, err := net.SplitHostPort(p.address)
	return err == nil && (host == p.address || host == net.JoinHostPort("localhost", port))
}

// fromElsewhere reports whether a browser says that another site asks. A person who opens the address has no site.
func fromElsewhere(r *http.Request) bool {
	switch r.Header.Get("Sec-Fetch-Site") {
	case "", "none", "same-origin":
		return false
	}
	return true
}

// withoutToken returns what comes after the token in a path.
func (p *Page) withoutToken(path string) (string, bool) {
	token, rest, found := strings.Cut(strings.TrimPrefix(path, "/"), "/")
	return rest, found && subtle.ConstantTimeCompare([]byte(token), []byte(p.token)) == 1
}
