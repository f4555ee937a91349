package main

import "path/filepath"

// changed is a module of which the build of kaaslab-embedded has a copy, for a
// setting that upstream does not let one set.
type changed struct {
	module, to string
	changes    []change
}

var copies = []changed{clusterAPI, apiServer, apiExtensions, clientGo, restful, spdyStream}

// clientGo lets what each cluster has a hundred times be as small and as quiet
// as a small cluster wants it: handlers of events have room for 1,024 each, and
// work queues look twice a second how long their work takes. Of each host that is
// talked to it would keep histograms, which are a hundred kilobytes for a cluster.
var clientGo = changed{"k8s.io/client-go", "generated/client-go", []change{{
	file: "tools/cache/shared_informer.go", times: 1,
	from: "s.clock.Now(), initialBufferSize, s.HasSyncedChecker())", to: "s.clock.Now(), 16, s.HasSyncedChecker())",
}, {
	file: "util/workqueue/queue.go", times: 1,
	from: "const defaultUnfinishedWorkUpdatePeriod = 500 * time.Millisecond", to: "const defaultUnfinishedWorkUpdatePeriod = time.Minute",
}, unregistered("RequestLatency"), unregistered("RequestSize"), unregistered("ResponseSize"), unregistered("RateLimiterLatency")}}

// unregistered leaves a metric of clients one that forgets what it is told.
func unregistered(metric string) change {
	line := metric + " = opts." + metric
	return change{file: "tools/metrics/metrics.go", times: 1, from: line, to: "_ = opts." + metric}
}

// spdyStream does not compress the headers of a connection, of which there are a
// few words and which goes from this process to itself. What compresses them is
// made for each connection, and takes seven hundred kilobytes; a control plane
// looks at its etcd over a dozen connections.
var spdyStream = changed{"github.com/moby/spdystream", "generated/spdystream", []change{{
	file: "spdy/types.go", times: 1,
	from: "zlib.NewWriterLevelDict(compressBuf, zlib.BestCompression,", to: "zlib.NewWriterLevelDict(compressBuf, zlib.NoCompression,",
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
