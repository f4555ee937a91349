package bench

import (
	"context"
	"os"
	"os/exec"
	"path/filepath"

	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
	"sigs.k8s.io/yaml"
)

// tool is another program that writes and compares objects from files.
type tool struct {
	name                string
	apply, diff, remove []string
}

// tools say on each call which server they mean: never the one of whoever measures. All that waits for nothing is as fast as
// it gets.
func (f *storedFleet) tools(files string) []tool {
	kubectl := []string{"--kubeconfig", f.server.Kubeconfig, "--context", f.server.Context, "--cache-dir", f.TempDir(), "--server-side", "-f", files}
	app := []string{"--kubeconfig", f.server.Kubeconfig, "--kubeconfig-context", f.server.Context, "--namespace", "default", "--app", "bench", "--yes", "--wait=false"}
	return []tool{
		{"kubectl", with(kubectl, "apply"), with(kubectl, "diff"), nil},
		{"kapp", with(app, "deploy", "-f", files), with(app, "deploy", "--diff-run", "-f", files), with(app, "delete")},
	}
}

func with(flags []string, command ...string) []string { return append(command, flags...) }

// reportOthers measures what other tools take to write the same objects where they are not there, and to find that nothing is
// to do then.
func (f *storedFleet) reportOthers(files string, plan, write counted) {
	f.Helper()
	for _, t := range f.tools(files) {
		if path, err := exec.LookPath(t.name); err == nil {
			f.reportTool(t, path, plan, write)
		} else {
			f.Logf("%s is not in PATH: no figures of it", t.name)
		}
	}
}

// reportTool gives the clusters that a tool has written the status that those of kaaslab had.
func (f *storedFleet) reportTool(t tool, path string, plan, write counted) {
	f.Helper()
	command := func(args []string) func() finished {
		return func() finished { return run(f, f.state, path, args...) }
	}
	f.reportOther(t.name+"-apply", f.counted(command(t.apply)), "write", write)
	setReady(f, f.client, clusters, func(*unstructured.Unstructured) {})
	f.reportOther(t.name+"-diff", f.fastest(command(t.diff)), "plan", plan)
	if t.remove != nil {
		command(t.remove)()
	}
	f.clear()
}

// reportOther says how long a tool took, and how many times as long as kaaslab.
func (f *storedFleet) reportOther(what string, done counted, ours string, kaaslab counted) {
	f.ReportMetric(done.wall.Seconds(), what+"-s")
	f.ReportMetric(float64(done.wall)/float64(kaaslab.wall), what+"/"+ours)
	f.report(what, done)
}

// clear removes what kaaslab has not made: clusters of other tools, and Secrets of the controllers that there are not.
func (f *storedFleet) clear() {
	f.Helper()
	ofClusters := metav1.ListOptions{LabelSelector: "cluster.x-k8s.io/cluster-name"}
	if err := f.client.Resource(secrets).Namespace("default").DeleteCollection(context.Background(), metav1.DeleteOptions{}, ofClusters); err != nil {
		f.Fatal(err)
	}
	if err := f.client.Resource(clusters).Namespace("default").DeleteCollection(context.Background(), metav1.DeleteOptions{}, listAll); err != nil {
		f.Fatal(err)
	}
}

// dump writes the clusters into files as somebody who keeps them in a repository has them.
func (f *storedFleet) dump() (dir string) {
	f.Helper()
	list, err := f.client.Resource(clusters).Namespace("default").List(context.Background(), listAll)
	if err != nil {
		f.Fatal(err)
	}
	dir = f.TempDir()
	for _, cluster := range list.Items {
		plain(&cluster)
		text, err := yaml.Marshal(cluster.Object)
		if err == nil {
			err = os.WriteFile(filepath.Join(dir, cluster.GetName()+".yaml"), text, 0o600)
		}
		if err != nil {
			f.Fatal(err)
		}
	}
	return dir
}

// plain takes away what a server adds.
func plain(object *unstructured.Unstructured) {
	unstructured.RemoveNestedField(object.Object, "status")
	for _, field := range []string{"managedFields", "resourceVersion", "uid", "generation", "creationTimestamp"} {
		unstructured.RemoveNestedField(object.Object, "metadata", field)
	}
}
