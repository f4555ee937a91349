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
	mod := filepath.Join(t.TempDir(), "some.mod")
	held := "module x\n\nreplace (\n\ta.example/b => a.example/b v1.0.0\n\t" + coreModule + " => " + coreModule + " v1.0.0\n)\n"
	if err := os.WriteFile(mod, []byte(held), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := replaceByCopies(mod); err != nil {
		t.Fatal(err)
	}
	got, err := os.ReadFile(mod)
	if err != nil {
		t.Fatal(err)
	}
	wants := []string{"a.example/b => a.example/b v1.0.0\n", providerModule + " => ./" + providerCopy + "\n"}
	for _, c := range copies {
		wants = append(wants, c.module+" => ./"+c.to+"\n")
	}
	for _, want := range wants {
		if !strings.Contains(string(got), want) {
			t.Errorf("no %q in\n%s", want, got)
		}
	}
	if strings.Contains(string(got), coreModule+" => "+coreModule) {
		t.Errorf("the module is still in\n%s", got)
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
