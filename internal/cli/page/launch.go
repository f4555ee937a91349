package page

import (
	"crypto/subtle"
	"net/http"
	"strings"
)

// launchPath is where a browser is sent when it is opened.
const launchPath = "/open/"

// LaunchURL is an address that works once. The arguments of a browser can be read by everybody on the machine, so that
// they must not hold the token.
func (p *Page) LaunchURL() string { return "http://" + p.address + launchPath + p.launch }

// launched sends the first who comes with the word for it to the page.
func (p *Page) launched(w http.ResponseWriter, r *http.Request) bool {
	word, launch := strings.CutPrefix(r.URL.Path, launchPath)
	if !launch || r.Method != http.MethodGet || subtle.ConstantTimeCompare([]byte(word), []byte(p.launch)) != 1 || p.used.Swap(true) {
		return false
	}
	http.Redirect(w, r, "/"+p.token+"/", http.StatusSeeOther)
	return true
}
