package copied

import (
	"encoding/json"
	"regexp"
	"strconv"
	"strings"

	"github.com/kaaslab/kaaslab/embedded/internal/ports"
)

// rewriter puts names, marks and ports of the copy in the place of the lab's.
type rewriter struct {
	order *Order
	ports ports.Set // of the copy
	// names are the new names by kind and name, and marks the new marks by mark.
	names, marks map[string]string
	// homes are the namespaces of what gets another name. What refers to one in its own namespace does not say which.
	homes   map[string]bool
	changed bool
}

// address finds what leads to a port of this machine.
var address = regexp.MustCompile(regexp.QuoteMeta(ports.Host) + `:(\d{5})\b`)

// The annotations by which Cluster API remembers the template that it copied, and Sveltos what it installed something from.
const (
	clonedName   = "cluster.x-k8s.io/cloned-from-name"
	clonedKind   = "cluster.x-k8s.io/cloned-from-groupkind"
	deployedName = "projectsveltos.io/reference-name"
	deployedKind = "projectsveltos.io/reference-kind"
)

// object changes an object in place. What people keep in ConfigMaps and Secrets
// is theirs.
func (r *rewriter) object(object map[string]any) {
	for key, value := range object {
		if key != "data" && key != "binaryData" {
			object[key] = r.value(value)
		}
	}
}

func (r *rewriter) value(value any) any {
	switch v := value.(type) {
	case map[string]any:
		r.fields(v)
	case []any:
		for i := range v {
			v[i] = r.value(v[i])
		}
	case string:
		return r.addresses(v)
	}
	return value
}

func (r *rewriter) fields(fields map[string]any) {
	r.marksIn(fields)
	r.reference(fields, text(fields, "kind"), "name")
	r.reference(fields, beforeDot(text(fields, clonedKind)), clonedName)
	r.reference(fields, text(fields, deployedKind), deployedName)
	r.reference(child(fields, "classRef"), "ClusterClass", "name")
	r.endpoint(fields)
	r.chart(fields)
	for key, value := range fields {
		fields[key] = r.value(value)
	}
}

func (r *rewriter) marksIn(fields map[string]any) {
	for key, to := range map[string]map[string]string{
		labKey:     {r.order.Lab: r.order.As},
		adoptedKey: {r.order.Lab: r.order.As},
		idKey:      {r.order.ID: r.order.Identity["id"]},
		objectKey:  r.marks,
		classKey:   {text(fields, classKey): r.names["ClusterClass "+text(fields, classKey)]},
	} {
		if after := to[text(fields, key)]; after != "" {
			r.set(fields, key, after)
		}
	}
}

// reference changes the name of what fields refer to.
func (r *rewriter) reference(fields map[string]any, kind, key string) {
	after, renamed := r.names[kind+" "+text(fields, key)]
	if renamed && r.homes[text(fields, "namespace")] {
		r.set(fields, key, after)
	}
}

// served is what stands between the address of this program and the ConfigMap of a chart that it serves.
const served = "/kaaslab-charts/"

// chart changes a chart of a profile that is served from a ConfigMap, after which its repository is named as well.
func (r *rewriter) chart(fields map[string]any) {
	at, before, isServed := strings.Cut(text(fields, "repositoryURL"), served)
	after, renamed := r.names["ConfigMap "+before]
	if !isServed || !renamed {
		return
	}
	r.set(fields, "repositoryURL", at+served+after)
	for _, key := range []string{"repositoryName", "chartName"} {
		if rest, found := strings.CutPrefix(text(fields, key), before); found {
			r.set(fields, key, after+rest)
		}
	}
}

func (r *rewriter) endpoint(fields map[string]any) {
	if text(fields, "host") != ports.Host {
		return
	}
	switch port := fields["port"].(type) {
	case json.Number:
		if n, err := strconv.Atoi(port.String()); err == nil {
			r.set(fields, "port", json.Number(strconv.Itoa(r.port(n))))
		}
	case int64:
		r.set(fields, "port", int64(r.port(int(port))))
	}
}

func (r *rewriter) addresses(in string) string {
	if !strings.Contains(in, ports.Host+":") {
		return in
	}
	after := address.ReplaceAllStringFunc(in, func(found string) string {
		port, _ := strconv.Atoi(strings.TrimPrefix(found, ports.Host+":"))
		return ports.Host + ":" + strconv.Itoa(r.port(port))
	})
	r.changed = r.changed || after != in
	return after
}

// port is the port of the copy that is what this port is of the lab.
func (r *rewriter) port(port int) int {
	from, to := r.order.Ports, r.ports
	switch port {
	case from.API:
		return to.API
	case from.Webhook:
		return to.Webhook
	case from.Debug:
		return to.Debug
	case from.Charts:
		return to.Charts
	}
	if port < from.ClusterFirst || port > from.ClusterLast {
		return port
	}
	return to.ClusterFirst + port - from.ClusterFirst
}

func (r *rewriter) set(fields map[string]any, key string, value any) {
	r.changed = r.changed || fields[key] != value
	fields[key] = value
}

func beforeDot(text string) string {
	before, _, _ := strings.Cut(text, ".")
	return before
}
