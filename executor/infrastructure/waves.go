package infrastructure

import "github.com/kaaslab/kaaslab/spec"

// Host is the machine that the machines of workload clusters are on. What is not known of it is zero.
type Host struct {
	Processors int
	Memory     int64 // in bytes
}

// need is what a cluster takes while it comes forward. Most of that time it waits for controllers that look again after a
// while, so that a few clusters keep a processor busy; more make each slower, until the waits of all run out.
type need struct {
	perProcessor int   // how many clusters one processor brings forward at a time
	memory       int64 // of which all that come forward may take half of the host's
}

var needs = map[spec.Infrastructure]need{
	spec.InfrastructureInMemory:  {perProcessor: 6, memory: 50 << 20},
	spec.InfrastructureSimulated: {perProcessor: 3, memory: 100 << 20},
	spec.InfrastructureDocker:    {perProcessor: 2, memory: 1500 << 20},
}

// elsewhere is how many clusters come forward at a time where nobody knows what is below them: in a management cluster of
// others, or by a class of theirs. It keeps a thousand from beginning all at once, and is no narrow limit.
const elsewhere = 100

// Part is what a cluster takes of the host while it comes forward; the whole is 1.
func (h Host) Part(on spec.Infrastructure) float64 {
	n, known := needs[on]
	if !known || h.Processors <= 0 {
		return 1.0 / elsewhere
	}
	part := 1 / float64(n.perProcessor*h.Processors)
	if h.Memory > 0 {
		part = max(part, float64(2*n.memory)/float64(h.Memory))
	}
	return part
}
