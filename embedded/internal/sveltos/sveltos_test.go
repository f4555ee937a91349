package sveltos

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"k8s.io/client-go/metadata/fake"
)

// TestSveltosThatDiesAgainAndAgainSaysWhy: whoever waits for add-ons hears the reason and how often, also of one that cannot
// be started.
func TestSveltosThatDiesAgainAndAgainSaysWhy(t *testing.T) {
	dir := t.TempDir()
	t.Setenv("PATH", dir+string(os.PathListSeparator)+os.Getenv("PATH"))
	build(t, filepath.Join(dir, program), "v1.14.0", `panic("no room for charts")`)
	for name, c := range map[string]struct {
		install error
		want    string
	}{
		"it dies":                  {nil, "Sveltos has ended: exit status 2: panic: no room for charts"},
		"its kinds cannot be made": {errors.New("no definitions"), "no definitions"},
	} {
		heard := make(chan string, 100)
		s := &Sveltos{work: workFor(t), config: Config{
			Dir: t.TempDir(), Version: "v1.14.0", Install: func(context.Context) error { return c.install }, Failed: func(reason string) { heard <- reason },
		}}
		ctx, cancel := context.WithCancel(t.Context())
		ended := make(chan error, 1)
		go func() { ended <- s.Run(ctx) }()
		if first := <-heard; first != c.want+"; it is started again" {
			t.Errorf("%s: heard first %q, want %q", name, first, c.want)
		}
		if second := <-heard; !strings.HasPrefix(second, c.want) || !strings.Contains(second, "start 2 in a row") {
			t.Errorf("%s: heard then %q, want %q and how often", name, second, c.want)
		}
		cancel()
		if err := <-ended; err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// workFor is work that there always is.
func workFor(t *testing.T) *work {
	t.Helper()
	w, err := workOf(fake.NewSimpleMetadataClient(scheme(t), object(summaries, "ClusterSummary")))
	if err != nil {
		t.Fatal(err)
	}
	return w
}
