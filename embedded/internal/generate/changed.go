package main

import "path/filepath"

// changed is a module of which the build of kaaslab-embedded has a copy, for a
// setting that upstream does not let one set.
type changed struct {
	module, to string
	changes    []change
}

var copies = []changed{clusterAPI, clientGo, restful}

// clusterAPI lets Cluster API's controllers look at a thing five times a second
// and not once, which is the least that can be set. A machine needs some five
// looks by each of three controllers, one after the other, so that most of a
// lab's time was waiting. The pause itself stays: two controllers that add
// their finalizers to a new object at once overwrite each other's, and notice
// that at the next look. Where much is to be done looks take longer, and the
// pause with them, up to the second of upstream: then what has changed in the
// meantime is seen by one look, and not by five.
var clusterAPI = changed{coreModule, "generated/cluster-api", []change{{
	file: "util/controller/builder.go", times: 1,
	from: "rateLimitInterval := time.Second", to: "rateLimitInterval := time.Second / 5",
}, {
	file: "util/controller/controller.go", times: 1,
	from: "\t\treconcileTime.WithLabelValues(r.name).Observe(time.Since(reconcileStartTime).Seconds())\n",
	to: `		took := time.Since(reconcileStartTime)
		r.pause(req, min(10*took, time.Second))
		reconcileTime.WithLabelValues(r.name).Observe(took.Seconds())
`,
}, {
	file: "util/controller/controller.go", times: 1,
	from: "type controllerWrapper struct {\n",
	to: `// pause keeps a thing from being looked at again so soon, if nothing does for longer.
func (r *reconcilerWrapper) pause(req reconcile.Request, d time.Duration) {
	entry := reconcileCacheEntry{Request: req, ReconcileAfter: time.Now().Add(d)}
	if before, found := r.reconcileCache.Has(entry.Key()); !found || before.ReconcileAfter.Before(entry.ReconcileAfter) {
		r.reconcileCache.Add(entry)
	}
}

type controllerWrapper struct {
`,
}}}

// clientGo lets what each cluster has a hundred times be as small and as quiet
// as a small cluster wants it: handlers of events have room for 1,024 each, and
// work queues look twice a second how long their work takes.
var clientGo = changed{"k8s.io/client-go", "generated/client-go", []change{{
	file: "tools/cache/shared_informer.go", times: 1,
	from: "s.clock.Now(), initialBufferSize, s.HasSyncedChecker())", to: "s.clock.Now(), 16, s.HasSyncedChecker())",
}, {
	file: "util/workqueue/queue.go", times: 1,
	from: "const defaultUnfinishedWorkUpdatePeriod = 500 * time.Millisecond", to: "const defaultUnfinishedWorkUpdatePeriod = time.Minute",
}}}

// restful makes what it knows of a path once, and not for each API server anew.
var restful = changed{"github.com/emicklei/go-restful/v3", "generated/go-restful", []change{{
	file: "path_expression.go", times: 1,
	from: "func newPathExpression(path string) (*pathExpression, error) {\n",
	to: `// pathExpressions are those of all servers. Nobody changes one.
var pathExpressions sync.Map

func newPathExpression(path string) (*pathExpression, error) {
	if known, found := pathExpressions.Load(path); found {
		return known.(*pathExpression), nil
	}
	made, err := makePathExpression(path)
	if err == nil {
		pathExpressions.Store(path, made)
	}
	return made, err
}

func makePathExpression(path string) (*pathExpression, error) {
`,
}, {
	file: "path_expression.go", times: 1,
	from: "\t\"strings\"\n", to: "\t\"strings\"\n\t\"sync\"\n",
}}}

func writeCopies() error {
	for _, c := range copies {
		from, err := moduleDir(c.module)
		if err != nil {
			return err
		}
		if err := writeCopy(from, "", c.to, c.changes); err != nil {
			return err
		}
	}
	return nil
}

// outputs are the files that show that all was written.
func outputs() []string {
	files := []string{objectsFile, modFile, sveltosModFile}
	dirs := []string{providerCopy, sveltosCopy}
	for _, c := range copies {
		dirs = append(dirs, c.to)
	}
	for _, dir := range dirs {
		files = append(files, filepath.Join(dir, "go.mod"))
	}
	return files
}
