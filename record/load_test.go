package record

import "testing"

// TestAppliesAtOnce: of applies of one lab at once, from machines of their own and among readers, each ends well or says that another
// one has the lab, and the lab is what a lone one makes.
func TestAppliesAtOnce(t *testing.T) {
	if testing.Short() {
		t.Skip("it starts a real API server, which -short leaves out")
	}
	load := pressed(t, 1, 4, 3)
	t.Logf("%+v", load)
}

// TestLoad is the same with sixteen applies of four labs, among a hundred readers.
func TestLoad(t *testing.T) {
	if !*whole || *only != "" {
		t.Skip("make record runs it, for minutes")
	}
	publish(t, LoadSection(origin(), pressed(t, 4, 4, 100)))
}

func pressed(t *testing.T, labs, machines, readers int) Load {
	t.Helper()
	opened := open(t, labs)
	alone, err := opened[0].Follow(t.Context(), Scenarios[0])
	must(t, err)
	for _, s := range opened {
		must(t, s.clear())
		must(t, s.write(plain))
	}
	load, err := press(t.Context(), opened, machines, readers, alone.after)
	must(t, err)
	for _, s := range opened {
		must(t, s.leave(t.Context(), machines))
	}
	return load
}
