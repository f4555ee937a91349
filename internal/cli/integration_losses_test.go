package cli

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	corev1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/types"

	"github.com/kaaslab/kaaslab/lab/snapshot"
)

// lossLab has something to do each time: another number of workers, and of the pods of an add-on.
func lossLab(workers int) string {
	return fmt.Sprintf(`apiVersion: kaaslab.dev/v1alpha1
kind: Lab
name: demo
addonProfiles:
- {name: web, clusterSelector: {matchLabels: {web: "yes"}}, manifests: [./web.yaml]}
workloadClusters:
- {name: real, infrastructure: simulated, labels: {web: "yes"}, workers: [{name: md-0, replicas: %d}]}
`, workers)
}

// losses is a lab that is hurt, and what its user was told is stored there.
type losses struct {
	*labTest
	stored map[string]types.UID
	round  int
}

// TestLabCrashesLoseNothing: whatever is killed, at whatever moment, the next apply heals it, and nothing that was stored
// is lost or there twice.
func TestLabCrashesLoseNothing(t *testing.T) {
	t.Parallel() // it waits more than it works
	l := &losses{labTest: newLabTest(t, "embedded"), stored: map[string]types.UID{}}
	l.requireSveltos()
	l.change()
	l.must(exitDone, "apply", "--yes")
	for _, events := range []int{1, 2, 3, 4, 5, 6, 7, 8, 10, 12} {
		l.underApply(events, "kaaslab-embedded")
	}
	l.heals()
	for _, events := range []int{1, 2, 3, 5, 8} {
		l.underApply(events, "kaaslab-sveltos")
	}
	l.heals()
	l.losePower()
	l.heals()
	if len(l.stored) < 5 { // the API server is down when some begin
		t.Errorf("only %d objects were stored before something was killed", len(l.stored))
	}
	ports := l.ports()
	l.must(exitDone, "destroy", "--yes")
	l.wantNothingLeft(ports)
}

func (l *losses) workers() int { return 1 + l.round%2 }
func (l *losses) pods() int    { return 2 + l.round%3 }

// change gives the next apply something to do.
func (l *losses) change() {
	l.round++
	l.write(lossLab(l.workers()))
	l.writeAs("web.yaml", strings.Replace(webDeployment, `"replicas": 2`, fmt.Sprintf(`"replicas": %d`, l.pods()), 1))
}

// underApply kills a program of the lab after so many events of an apply, which ends by itself.
func (l *losses) underApply(events int, program string) {
	l.Helper()
	l.change()
	r := l.startApply()
	r.until(events, anyEvent)
	l.store()
	kill(l.processesOf(program))
	code := r.end()
	l.Logf("%s killed after %d events: apply ended with %d", program, events, code)
	if code != exitIncomplete && code != exitDone { // one that had not yet found it has started it again
		l.Errorf("an apply under which %s died ended with %d", program, code)
	}
}

// store keeps an object in the workload cluster, and remembers it only if the API server said that it is stored.
func (l *losses) store() {
	l.Helper()
	name := fmt.Sprintf("round-%d", l.round)
	object := &corev1.ConfigMap{ObjectMeta: metav1.ObjectMeta{Name: name}}
	ctx, cancel := context.WithTimeout(context.Background(), 5*time.Second)
	defer cancel()
	stored, err := l.workload("real").CoreV1().ConfigMaps("default").Create(ctx, object, metav1.CreateOptions{})
	if err == nil {
		l.stored[name] = stored.UID
	}
}

// losePower takes the disk as it is at one moment, and goes on from there.
func (l *losses) losePower() {
	l.Helper()
	l.store()
	pid := l.processOf("kaaslab-embedded")
	if err := syscall.Kill(pid, syscall.SIGSTOP); err != nil {
		l.Fatal(err)
	}
	lab := filepath.Join(l.state(), "kaaslab", "demo")
	disk := filepath.Join(l.TempDir(), "disk")
	l.copyFiles(lab, disk)
	l.killEmbedded()
	if err := os.RemoveAll(lab); err != nil {
		l.Fatal(err)
	}
	l.copyFiles(disk, lab)
}

// copyFiles copies what a disk keeps of a directory: sockets stay behind.
func (l *losses) copyFiles(from, to string) {
	l.Helper()
	err := filepath.WalkDir(from, func(path string, entry os.DirEntry, err error) error {
		if err != nil || !entry.IsDir() && !entry.Type().IsRegular() {
			return err
		}
		info, err := entry.Info()
		if err != nil {
			return err
		}
		target := filepath.Join(to, strings.TrimPrefix(path, from))
		if entry.IsDir() {
			return os.MkdirAll(target, info.Mode().Perm())
		}
		content, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		return os.WriteFile(target, content, info.Mode().Perm())
	})
	if err != nil {
		l.Fatal(err)
	}
}

// heals applies, and looks for what is lost or there twice.
func (l *losses) heals() {
	l.Helper()
	l.must(exitDone, "apply", "--yes")
	// What Sveltos said before it died may be older than a manifest of now, and wrong for the moment in which it notices.
	eventually(l.T, 5*time.Minute, "there is nothing to do", func() bool { return l.run("plan", "--detailed-exitcode").code == exitDone })
	l.matches()
	l.wantAvailable("real")
	l.wantAddon("real", "web", snapshot.Ready)
	l.wantRunning("real", l.pods())
	if nodes := l.workload("real").nodes(); nodes != 1+l.workers() {
		l.Errorf("the cluster has %d nodes, want %d", nodes, 1+l.workers())
	}
	list, err := l.workload("real").CoreV1().ConfigMaps("default").List(context.Background(), metav1.ListOptions{})
	if err != nil {
		l.Fatal(err)
	}
	found := map[string]types.UID{}
	for _, c := range list.Items {
		found[c.Name] = c.UID
	}
	for name, uid := range l.stored {
		if found[name] != uid {
			l.Errorf("object %s was stored as %s, and is %q now", name, uid, found[name])
		}
	}
}
