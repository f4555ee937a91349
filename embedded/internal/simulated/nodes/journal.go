package nodes

import (
	"encoding/json"
	"strings"

	"k8s.io/klog/v2"
)

// healing are errors after which KWOK tries again, and which come whenever
// somebody else was faster.
var healing = []string{"not found", "the object has been modified", "context canceled", "not as new"}

// journal brings what KWOK logs into the log of this program.
type journal struct{ name string }

// Write takes one line of JSON.
func (j journal) Write(line []byte) (int, error) {
	for _, text := range healing {
		if strings.Contains(string(line), text) {
			return len(line), nil
		}
	}
	var entry struct{ Msg, Err, Pod, Node string }
	if json.Unmarshal(line, &entry) != nil {
		entry.Msg = strings.TrimSpace(string(line))
	}
	klog.InfoS("simulated nodes: "+entry.Msg, "cluster", j.name, "err", entry.Err, "pod", entry.Pod, "node", entry.Node)
	return len(line), nil
}
