package engine

import (
	"crypto/sha256"
	"encoding/hex"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// configure writes a docker configuration into a directory of the test, with one context called away.
func configure(t *testing.T, current string) string {
	t.Helper()
	dir := t.TempDir()
	digest := sha256.Sum256([]byte("away"))
	name := hex.EncodeToString(digest[:])
	write(t, filepath.Join(dir, "config.json"), `{"currentContext": "`+current+`", "auths": {}}`)
	write(t, filepath.Join(dir, "contexts", "meta", name, "meta.json"),
		`{"Name": "away", "Metadata": {}, "Endpoints": {"docker": {"Host": "tcp://away:2376", "SkipTLSVerify": false}}}`)
	write(t, filepath.Join(dir, "contexts", "tls", name, "docker", "ca.pem"), "")
	t.Setenv("DOCKER_CONFIG", dir)
	t.Setenv("DOCKER_HOST", "")
	t.Setenv("DOCKER_CONTEXT", "")
	return dir
}

func write(t *testing.T, path, content string) {
	t.Helper()
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, []byte(content), 0o600); err != nil {
		t.Fatal(err)
	}
}

func TestResolve(t *testing.T) {
	for name, c := range map[string]struct {
		current, host, context string
		want, reach            string
	}{
		"nothing is set":               {want: "unix:///var/run/docker.sock", reach: "127.0.0.1"},
		"default is no context":        {current: "default", want: "unix:///var/run/docker.sock", reach: "127.0.0.1"},
		"the current context":          {current: "away", want: "tcp://away:2376", reach: "away"},
		"the environment's context":    {context: "away", want: "tcp://away:2376", reach: "away"},
		"the host wins":                {current: "away", host: "ssh://me@there", want: "ssh://me@there", reach: "127.0.0.1"},
		"the host wins over a context": {context: "away", host: "tcp://1.2.3.4:2375", want: "tcp://1.2.3.4:2375", reach: "1.2.3.4"},
	} {
		t.Run(name, func(t *testing.T) {
			configure(t, c.current)
			t.Setenv("DOCKER_HOST", c.host)
			t.Setenv("DOCKER_CONTEXT", c.context)
			e, err := Resolve()
			if err != nil || e.Host != c.want || e.Reach() != c.reach {
				t.Errorf("got %+v, reach %s (%v); want %s, reach %s", e, e.Reach(), err, c.want, c.reach)
			}
		})
	}
}

func TestResolveContextThatIsNotThere(t *testing.T) {
	configure(t, "gone")
	if _, err := Resolve(); err == nil || !strings.Contains(err.Error(), `"gone" is not there; `) {
		t.Errorf("got %v", err)
	}
}

// TestExport: a library that looks by itself finds the lab's daemon, another lab of the same process that of the user, and
// afterwards all is as it was.
func TestExport(t *testing.T) {
	configure(t, "away")
	e, err := Resolve()
	if err != nil {
		t.Fatal(err)
	}
	for _, users := range []string{"", "tcp://127.0.0.1:2375"} {
		t.Setenv("DOCKER_HOST", users)
		for _, exported := range []Endpoint{e, {Host: "unix:///another.sock"}} {
			before := os.Environ()
			users, err := Resolve()
			if err != nil {
				t.Fatal(err)
			}
			restore, err := exported.Export()
			if err != nil {
				t.Fatal(err)
			}
			if exported.Context != "" && (os.Getenv("DOCKER_CONTEXT") != exported.Context || os.Getenv("DOCKER_HOST") != "") || exported.Context == "" && os.Getenv("DOCKER_HOST") != exported.Host {
				t.Errorf("a library finds host %q and context %q, want %+v", os.Getenv("DOCKER_HOST"), os.Getenv("DOCKER_CONTEXT"), exported)
			}
			if again, err := Resolve(); err != nil || again != users {
				t.Errorf("another lab finds %+v (%v) meanwhile, want %+v", again, err, users)
			}
			restore()
			slices.Sort(before)
			after := os.Environ()
			if slices.Sort(after); !slices.Equal(before, after) {
				t.Errorf("the environment was\n%q, and is\n%q", before, after)
			}
		}
	}
}
