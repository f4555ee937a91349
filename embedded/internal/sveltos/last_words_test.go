package sveltos

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// TestLastWordsTellWhyAProgramEnded: of all that is in its log, of this life only.
func TestLastWordsTellWhyAProgramEnded(t *testing.T) {
	const (
		earlier = `E1127 21:59:20.000000    9000 app.go:197] "problem running manager" err="of an earlier life" logger="setup"` + "\n"
		healthy = `I1127 21:59:22.818492    9350 internal.go:590] "Stopping and waiting for HTTP servers"` + "\n"
	)
	for name, c := range map[string]struct{ log, want string }{
		"nothing":        {"", ""},
		"an error":       {healthy + `E1127 21:59:22.818527    9350 app.go:197] "problem running manager" err="listen tcp: \"bind\": in use" logger="setup"` + "\n" + healthy, `problem running manager: listen tcp: "bind": in use`},
		"without cause":  {`E1127 21:59:22.818527    9350 app.go:116] "Missing required environment variables NAMESPACE"` + "\n", `"Missing required environment variables NAMESPACE"`},
		"a panic":        {healthy + "panic: assignment to entry in nil map\n\ngoroutine 1 [running]:\nmain.main()\n", "panic: assignment to entry in nil map"},
		"the runtime":    {"fatal error: out of memory\n\ngoroutine 1:\n", "fatal error: out of memory"},
		"flags":          {"unknown flag: --v2\n\n", "unknown flag: --v2"},
		"a line too far": {strings.Repeat("a", 1000), strings.Repeat("a", mostSaid-3) + "..."},
	} {
		path := filepath.Join(t.TempDir(), logName)
		if err := os.WriteFile(path, []byte(earlier+c.log), 0o600); err != nil {
			t.Fatal(err)
		}
		if got := lastWords(path, int64(len(earlier))); got != c.want {
			t.Errorf("%s: got %q, want %q", name, got, c.want)
		}
	}
}
