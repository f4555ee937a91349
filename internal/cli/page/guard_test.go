package page_test

import (
	"io/fs"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"path"
	"regexp"
	"strings"
	"testing"

	"github.com/kaaslab/kaaslab/internal/cli/page"
)

const address = "127.0.0.1:8080"

// ask asks a page that nobody serves.
func ask(p *page.Page, change func(*http.Request)) *httptest.ResponseRecorder {
	r := httptest.NewRequest(http.MethodGet, p.URL(), nil)
	r.Host = address
	change(r)
	w := httptest.NewRecorder()
	p.ServeHTTP(w, r)
	return w
}

func TestOnlyWhoMayIsAnswered(t *testing.T) {
	p := page.New(address, page.Options{})
	token := strings.Trim(strings.TrimPrefix(p.URL(), "http://"+address), "/")
	to := func(path string) func(*http.Request) { return func(r *http.Request) { r.URL.Path = path } }
	host := func(name string) func(*http.Request) { return func(r *http.Request) { r.Host = name } }
	site := func(from string) func(*http.Request) {
		return func(r *http.Request) { r.Header.Set("Sec-Fetch-Site", from) }
	}
	for name, test := range map[string]struct {
		change func(*http.Request)
		want   int
	}{
		"with the token":        {func(*http.Request) {}, 200},
		"a file":                {to("/" + token + "/js/main.js"), 200},
		"as localhost":          {host("localhost:8080"), 200},
		"from the address bar":  {site("none"), 200},
		"from the page":         {site("same-origin"), 200},
		"no token":              {to("/"), 404},
		"no token but a file":   {to("/js/main.js"), 404},
		"another token":         {to("/" + strings.Repeat("a", len(token)) + "/"), 404},
		"half a token":          {to("/" + token[:5] + "/"), 404},
		"token without slash":   {to("/" + token), 404},
		"events without token":  {to("/events"), 404},
		"no such file":          {to("/" + token + "/nothing"), 404},
		"a directory":           {to("/" + token + "/js"), 404},
		"out of the directory":  {to("/" + token + "/../page.go"), 404},
		"another name":          {host("evil.example:8080"), 403},
		"a rebound name":        {host("127.0.0.1.evil.example:8080"), 403},
		"another port":          {host("127.0.0.1:80"), 403},
		"no name":               {host(""), 403},
		"from another site":     {site("cross-site"), 403},
		"from another port":     {site("same-site"), 403},
		"another name, no path": {func(r *http.Request) { r.Host, r.URL.Path = "evil.example", "/" }, 403},
	} {
		if got := ask(p, test.change).Code; got != test.want {
			t.Errorf("%s: %d, want %d", name, got, test.want)
		}
	}
}

func TestOnlyGet(t *testing.T) {
	p := page.New(address, page.Options{})
	for _, method := range []string{"HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "CONNECT", "get"} {
		response := ask(p, func(r *http.Request) { r.Method = method })
		if response.Code != http.StatusMethodNotAllowed || response.Header().Get("Allow") != "GET" {
			t.Errorf("%s: %d, allowed are %q", method, response.Code, response.Header().Get("Allow"))
		}
	}
}

func TestEveryAnswerIsProtected(t *testing.T) {
	p := page.New(address, page.Options{})
	for _, change := range []func(*http.Request){
		func(*http.Request) {},
		func(r *http.Request) { r.URL.Path = "/" },
		func(r *http.Request) { r.Host = "evil.example" },
	} {
		response := ask(p, change)
		policy := response.Header().Get("Content-Security-Policy")
		for _, rule := range []string{"default-src 'none'", "script-src 'self'", "connect-src 'self'", "frame-ancestors 'none'"} {
			if !strings.Contains(policy, rule) {
				t.Errorf("%d: the policy has no %s: %s", response.Code, rule, policy)
			}
		}
		if strings.Contains(policy, "unsafe") || strings.Contains(policy, "http") || strings.Contains(policy, "*") {
			t.Errorf("the policy lets too much in: %s", policy)
		}
		for name, want := range map[string]string{"Cache-Control": "no-store", "Referrer-Policy": "no-referrer", "X-Content-Type-Options": "nosniff"} {
			if got := response.Header().Get(name); got != want {
				t.Errorf("%s: %q, want %q", name, got, want)
			}
		}
	}
}

func TestTokensAreNotGuessed(t *testing.T) {
	seen := map[string]bool{}
	for range 100 {
		u, err := url.Parse(page.New(address, page.Options{}).URL())
		if err != nil || len(u.Path) < 26 || seen[u.Path] {
			t.Fatalf("path %q: %v", u.Path, err)
		}
		seen[u.Path] = true
	}
}

func TestLaunchAddressWorksOnce(t *testing.T) {
	p := page.New(address, page.Options{})
	u, err := url.Parse(p.LaunchURL())
	if err != nil || strings.Contains(p.LaunchURL(), strings.TrimPrefix(p.URL(), "http://"+address)) {
		t.Fatalf("launch address %s: %v", p.LaunchURL(), err)
	}
	open := func(r *http.Request) { r.URL.Path = u.Path }
	if wrong := ask(p, func(r *http.Request) { r.URL.Path = "/open/guessed" }); wrong.Code != 404 {
		t.Errorf("a wrong word: %d", wrong.Code)
	}
	first := ask(p, open)
	if first.Code != http.StatusSeeOther || "http://"+address+first.Header().Get("Location") != p.URL() {
		t.Errorf("first: %d to %q", first.Code, first.Header().Get("Location"))
	}
	if second := ask(p, open); second.Code != 404 {
		t.Errorf("second: %d", second.Code)
	}
}

// TestAssetsNameNothingElsewhere: what the page loads is in the program.
func TestAssetsNameNothingElsewhere(t *testing.T) {
	reference := regexp.MustCompile(`https?://[^\s"'<>)]+`)
	inline := regexp.MustCompile(`(?i)<script>|<style|\son[a-z]+=|\sstyle=|javascript:|innerHTML|insertAdjacentHTML|eval\(`)
	err := fs.WalkDir(os.DirFS("assets"), ".", func(name string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		text, err := os.ReadFile(path.Join("assets", name))
		for _, found := range reference.FindAllString(string(text), -1) {
			if found != "http://www.w3.org/2000/svg" { // the name of a language
				t.Errorf("%s names %s", name, found)
			}
		}
		if found := inline.FindString(string(text)); found != "" {
			t.Errorf("%s has %q, which the policy forbids", name, found)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}
