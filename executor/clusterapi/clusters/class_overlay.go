package clusters

import (
	"strings"

	"github.com/kaaslab/kaaslab/spec/classpatch"
)

// overlays are the definitions of a patch that lays settings over the templates.
func (p parts) overlays(known []classpatch.Overlay, settings map[string]any) []any {
	var definitions []any
	for _, o := range known {
		if patches := classpatch.Lay(o.Path, fieldsAt(p.template(o.Target), o.Path), o.Fields(settings)); len(patches) > 0 {
			definitions = append(definitions, patched(o.Target, patches))
		}
	}
	return definitions
}

// template is the body of a template, by the word for it.
func (p parts) template(word string) map[string]any {
	return map[string]map[string]any{
		"infrastructure": p.Cluster, "controlPlane": p.ControlPlane, "controlPlaneMachine": p.ControlPlaneMachine,
		"worker": p.WorkerBootstrap, "workerMachine": p.WorkerMachine,
	}[word]
}

func fieldsAt(body map[string]any, path string) map[string]any {
	for name := range strings.SplitSeq(strings.TrimPrefix(path, "/spec/template/"), "/") {
		body, _ = body[name].(map[string]any)
	}
	return body
}
