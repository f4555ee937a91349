package main

import (
	"go/parser"
	"go/token"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func TestChangeNeedsTheExactNumberOfPlaces(t *testing.T) {
	c := change{file: "f.go", from: "a", to: "b", times: 2}
	if got, err := c.text("a-a"); err != nil || got != "b-b" {
		t.Errorf("got %q, %v", got, err)
	}
	for _, source := range []string{"", "a", "aaa"} {
		if _, err := c.text(source); err == nil || !strings.Contains(err.Error(), "want 2") {
			t.Errorf("source %q: error %v, want a refusal", source, err)
		}
	}
}

func TestUnknownListenersStopTheBuild(t *testing.T) {
	for source, ok := range map[string]bool{
		"var l net.Listener": true,
		`l, err := net.Listen("tcp", net.JoinHostPort(ListenHost, "1"))`: true,
		`l, err := net.Listen("tcp", ":1")`:                              false,
		`lc := net.ListenConfig{}`:                                       false,
		`http.ListenAndServe(":1", nil)`:                                 false,
		`tls.Listen("tcp", ":1", nil)`:                                   false,
		`go serve(net.Listener(nil), net.Listen)`:                        false,
	} {
		dir := t.TempDir()
		if err := os.WriteFile(filepath.Join(dir, "x.go"), []byte(source+"\n"), 0o600); err != nil {
			t.Fatal(err)
		}
		if err := rejectListeners(dir); (err == nil) != ok {
			t.Errorf("%s: error %v, accepted should be %v", source, err, ok)
		}
	}
}

func TestAddedSourceParses(t *testing.T) {
	for _, source := range []string{loopbackSource, backingSource} {
		if _, err := parser.ParseFile(token.NewFileSet(), "added.go", source, parser.AllErrors); err != nil {
			t.Error(err)
		}
	}
	if !strings.Contains(loopbackSource, `ListenHost = "127.0.0.1"`) {
		t.Error("the added source does not pin the loopback address")
	}
}

func TestModFileNamesTheCopies(t *testing.T) {
	got, err := withCopies("module x\n\nreplace (\n\ta => b v1\n\t" + coreModule + " => " + coreModule + " v1\n\tc => d v1\n)\n")
	want := "module x\n\nreplace (\n\ta => b v1\n\t" + coreModule + " => ./" + coreCopy + "\n\t" + providerModule + " => ./" + providerCopy + "\n\tc => d v1\n)\n"
	if err != nil || got != want {
		t.Errorf("got %q, %v", got, err)
	}
	for _, mod := range []string{"module x\n", "\nreplace (\n\t" + coreModule + " => " + coreModule + " v1\n\t" + providerModule + " => y\n)\n"} {
		if _, err := withCopies(mod); err == nil {
			t.Errorf("mod file %q was accepted", mod)
		}
	}
}

func TestKindsWithoutControllerAreLeftOut(t *testing.T) {
	s := source{skip: []string{"docker", "devmachinepool"}}
	for plural, want := range map[string]bool{
		"devclusters": true, "devmachines": true, "devmachinetemplates": true,
		"dockerclusters": false, "devmachinepools": false, "devmachinepooltemplates": false,
	} {
		if s.wants(plural) != want {
			t.Errorf("wants(%s) = %v", plural, !want)
		}
	}
	if s.wantsHook("validation.dockermachine.infrastructure.cluster.x-k8s.io") {
		t.Error("a webhook of a kind that is left out is kept")
	}
	if !s.wantsHook("default.devcluster.infrastructure.cluster.x-k8s.io") {
		t.Error("a webhook of a kind that is served is dropped")
	}
}
