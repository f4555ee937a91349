package scenario

import (
	"bytes"
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/docker/docker/api/types/filters"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"

	"github.com/kaaslab/kaaslab/e2e/internal/imageset"
	"github.com/kaaslab/kaaslab/e2e/internal/internet"
	"github.com/kaaslab/kaaslab/e2e/internal/until"
)

// TestPulls makes a lab whose images come from registries, all of them, through a proxy that the lab file and Docker know, and then the same
// lab from a bundle where there is no internet.
func TestPulls(t *testing.T) {
	until.Enough(t, 19*time.Minute)
	w, p := newPulls(t)
	l := w.lab(t, labSpec{Name: "pulls", Clusters: []clusterSpec{{Name: "pulls-1", Workers: 1, Web: "yes"}}})
	var err error
	if p.Proxy, err = p.Internet.Proxy(t.Context(), l.gateway()); err != nil {
		t.Fatal(err)
	}
	l.Pulls = p
	l.writeFile("internet.pem", p.Authority())
	l.writeFile("registry.password", []byte("wr0ng-of-add-ons"))
	l.writeAddons()
	l.write()
	run := func(name string, step func(l *lab)) {
		if !l.step(name, step) {
			t.FailNow()
		}
	}
	var listed []string
	run("what it will pull is listed", func(l *lab) { listed = strings.Fields(l.must(0, "images", "--output", "name")) })
	l.busyRegistries()
	run("an image that is not there is named at once", imageNotThere)
	run("an image that wants another login is named", wrongLogin)
	run("with another password it is made", anotherPassword)
	run("another node downloads nothing again", anotherNode)
	run("all that was pulled was listed", func(l *lab) { l.wantListed(listed) })
	run("it is saved, destroyed and loaded", savedAndLoaded)
	run("a bundle makes it without internet", bundled)
}

// imageNotThere ends while all else is made: nobody waits for a cluster that does not come. A registry that is busy is asked again.
func imageNotThere(l *lab) {
	text := strings.ReplaceAll(l.text(l.built), imageset.NodeImage, "kindest/node:v0.0.1")
	l.writeFile("lab.yaml", []byte(text))
	begun := time.Now()
	r := l.run("apply", "--yes")
	if err := contains(r.stdout+r.stderr, "manifest unknown", "correct its name and tag", "create clusterProfile/cni: skipped",
		"You have reached your pull rate limit", "trying again"); err != nil {
		l.Error(err)
	}
	log, err := os.ReadFile(filepath.Join(l.state(), "kaaslab", l.Name, "kaaslab.log"))
	if err == nil {
		err = contains(string(log), "pulling "+imageset.K3sImage+": ", "MB of ")
	}
	if err != nil {
		l.Error(err)
	}
	l.Logf("exit code %d after %s", r.code, time.Since(begun).Round(time.Second))
	if r.code == 0 || time.Since(begun) > settling {
		l.Errorf("exit code %d after %s:\n%s%s", r.code, time.Since(begun), r.stdout, r.stderr)
	}
}

// busyRegistries are met by what comes after.
func (l *lab) busyRegistries() {
	l.Helper()
	for _, fault := range []internet.Fault{
		{Host: "registry-1.docker.io", Path: "/rancher/k3s/manifests/", Times: 2, Status: http.StatusTooManyRequests, Code: "TOOMANYREQUESTS", Reason: "You have reached your pull rate limit"},
		{Host: "registry-1.docker.io", Path: "/kindest/node/blobs/", Method: http.MethodGet, Times: 2, Cut: 20_000_000},
		{Host: "ghcr.io", Path: "/blobs/", Times: 4, Slow: 20 * time.Millisecond},
		{Host: "quay.io", Path: "/manifests/", Times: 2, Status: http.StatusTooManyRequests, Code: "TOOMANYREQUESTS", Reason: "too many requests"},
		{Host: "charts.example.com", Times: 1, Status: http.StatusServiceUnavailable},
	} {
		l.Pulls.Fails(fault)
	}
}

// spoken is what a command has said so far.
type spoken struct {
	mu   sync.Mutex
	text bytes.Buffer
}

func (o *spoken) Write(p []byte) (int, error) {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.text.Write(p)
}

func (o *spoken) String() string {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.text.String()
}

// wrongLogin is interrupted once it is known what is wrong, as people do.
func wrongLogin(l *lab) {
	l.write()
	said := &spoken{}
	apply := l.command("apply", "--yes")
	apply.Stdout, apply.Stderr = said, said
	if err := apply.Start(); err != nil {
		l.Fatal(err)
	}
	eventually(l, commandLimit, "the login is said to be wrong", func() error {
		return contains(said.String(), "cannot pull: ", imageset.PrivateRegistry+"/e2e/cni:v1", "401 Unauthorized")
	})
	if err := apply.Process.Signal(os.Interrupt); err != nil {
		l.Fatal(err)
	}
	_ = apply.Wait() // its exit code is that of an interruption
	if err := contains(l.must(0, "status"), "401 Unauthorized"); err != nil {
		l.Error(err)
	}
	if strings.Contains(said.String(), "wr0ng-of-add-ons") {
		l.Error("the password is in what apply said")
	}
}

func contains(text string, words ...string) error {
	for _, word := range words {
		if !strings.Contains(text, word) {
			return fmt.Errorf("there is no %s in:\n%s", word, text)
		}
	}
	return nil
}

// anotherPassword reaches nodes that run: they keep the machines, and what was waiting goes on.
func anotherPassword(l *lab) {
	before := l.nodesOf(l.Clusters[first].Name)
	l.writeFile("registry.password", []byte(l.Pulls.password))
	l.planned("logins[/var/lib/kubelet/config.json]: (hidden) -> (hidden)")
	l.apply()
	l.wantAllReady()
	l.wantWebserver(first)
	l.wantNotice()
	l.matches()
	after := l.nodesOf(l.Clusters[first].Name)
	if len(before) == 0 || before[0].ID != after[0].ID {
		l.Errorf("nodes were replaced: there were %d, and %d are there", len(before), len(after))
	}
}

// wantNotice looks for what Sveltos has installed from a chart: one that it downloads itself has to come through the proxy.
func (l *lab) wantNotice() {
	l.Helper()
	if _, err := l.client(l.Clusters[first].Name).CoreV1().ConfigMaps("default").Get(l.Context(), "notice", metav1.GetOptions{}); err != nil {
		l.Errorf("the chart's add-on: %v", err)
	}
}

// anotherNode finds in the lab's cache what the others have pulled.
func anotherNode(l *lab) {
	l.wantDownloadedOnce()
	l.Clusters[first].Workers = 2
	l.write()
	l.apply()
	l.wantAllReady()
	l.wantDownloadedOnce()
}

// wantDownloadedOnce looks at the images of add-ons, which run on all nodes and are pulled by them alone.
func (l *lab) wantDownloadedOnce() {
	l.Helper()
	times := map[string]int{}
	for _, asked := range l.Pulls.WasAsked(func(a internet.Asked) bool {
		return a.Host == l.Pulls.Registry && a.Method == http.MethodGet && strings.Contains(a.Path, "/blobs/")
	}) {
		times[asked.Path]++
	}
	for blob, n := range times {
		if n > 1 {
			l.Errorf("%s was downloaded %d times", blob, n)
		}
	}
	l.Logf("%d blobs of %s downloaded", len(times), l.Pulls.Registry)
	if len(times) == 0 {
		l.Error("nodes have downloaded nothing")
	}
}

// wantListed compares what registries were asked for with the list of kaaslab images.
func (l *lab) wantListed(listed []string) {
	l.Helper()
	pulled := map[string]bool{}
	for _, asked := range l.Pulls.WasAsked(func(a internet.Asked) bool { return strings.Contains(a.Path, "/manifests/") }) {
		name, tag, _ := strings.Cut(strings.TrimPrefix(asked.Path, "/v2/"), "/manifests/")
		if !strings.Contains(tag, ":") && tag != "v0.0.1" { // a digest is what a tag led to
			pulled[strings.Replace(asked.Host, "registry-1.docker.io", "docker.io", 1)+"/"+name+":"+tag] = true
		}
	}
	for image := range pulled {
		if !slices.Contains(listed, image) {
			l.Errorf("%s was pulled, and is not in the list:\n%s", image, strings.Join(listed, "\n"))
		}
	}
	l.Logf("%d images pulled, %d listed", len(pulled), len(listed))
	if len(pulled) < 10 {
		l.Errorf("only %d images were pulled", len(pulled))
	}
}

// bundled takes the lab to a daemon without images, and without a way out.
func bundled(l *lab) {
	l.must(0, "bundle", "--output", "away.bundle")
	l.must(0, "destroy", "--yes")
	l.wantNothingLeft()
	l.forgetImages()
	if err := l.Pulls.Close(); err != nil {
		l.Fatal(err)
	}
	far := l.in(l.T)
	far.dir, far.states = l.TempDir(), filepath.Join(l.TempDir(), "state")
	l.Cleanup(func() { far.must(0, "destroy", "--yes", "--lab", far.Name) })
	far.must(0, "apply", "--yes", "--bundle", filepath.Join(l.dir, "away.bundle"))
	far.dir = filepath.Join(far.dir, "away") // where its lab file is now
	far.wantAllReady()
	far.wantWebserver(first)
	far.wantNotice()
	far.matches()
}

// forgetImages leaves the daemon without an image.
func (l *lab) forgetImages() {
	l.Helper()
	pruned, err := l.docker.ImagesPrune(l.Context(), filters.NewArgs(filters.Arg("dangling", "false")))
	if err != nil {
		l.Fatal(err)
	}
	if len(pruned.ImagesDeleted) == 0 {
		l.Error("there was no image")
	}
}
