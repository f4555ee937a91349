package main

// layout are all tables of the page.
var layout = []table{growth, besideOthers, inMemory, simulated, atRest, change}

var fleets = []column{{"10", "/10"}, {"100", "/100"}, {"1,000", "/1000"}}

var growth = table{
	name: "growth", about: "clusters", needs: "Fleet", columns: fleets,
	rows: []row{
		{"plan with nothing to do", "Fleet", of("plan-ms", "%s ms", "plan")},
		{"a bare list of the same objects", "Fleet", []figure{{"bare-list-ms", "%s ms"}}},
		{"the plan, less the start of a program, to that list", "Fleet", []figure{{"plan/list", "%s x"}}},
		{"apply without waiting, where none is there", "Fleet", of("write-s", "%s s", "write")},
		{"status", "Fleet", of("status-ms", "%s ms", "status")},
		{"destroy", "Fleet", of("destroy-s", "%s s", "destroy")},
		{"the page: first paint", "Page", []figure{{"first-paint-ms", "%s ms"}}},
		{"the page: all clusters are seen", "Page", []figure{{"all-ms", "%s ms"}, {"page-MB", "%s MB"}}},
		{"the page: a change of all clusters is seen", "Page", []figure{{"update-ms", "%s ms"}, {"longest-task-ms", "busy for %s ms at most"}}},
	},
}

// of are a time, and what noise moves less.
func of(time, format, what string) []figure {
	return []figure{{time, format}, {what + "-requests", "%s requests"}, {what + "-MB", "%s MB"}}
}

var besideOthers = table{
	name: "beside", about: "clusters", needs: "Fleet", columns: fleets,
	rows: []row{
		{"nothing to do: `kaaslab plan`", "Fleet", of("plan-ms", "%s ms", "plan")},
		{"`kubectl diff --server-side`", "Fleet", other("kubectl-diff", "plan")},
		{"`kapp deploy --diff-run`", "Fleet", other("kapp-diff", "plan")},
		{"none is there: `kaaslab apply --wait=false`", "Fleet", of("write-s", "%s s", "write")},
		{"`kubectl apply --server-side`", "Fleet", other("kubectl-apply", "write")},
		{"`kapp deploy --wait=false`", "Fleet", other("kapp-apply", "write")},
	},
}

// other are the figures of another tool, beside those of kaaslab.
func other(what, ours string) []figure {
	return append(of(what+"-s", "%s s", what), figure{what + "/" + ours, "**%s x kaaslab**"})
}

var inMemory = table{
	name: "inMemory", about: "inMemory clusters", needs: "InMemory", columns: []column{{"none", "/0"}, {"3", "/3"}, {"30", "/30"}, {"100", "/100"}},
	rows: []row{
		{"from nothing to \"No changes\"", "InMemory", []figure{{"up-s", "%s s"}}},
		{"processor for that, without kaaslab itself", "InMemory", []figure{{"up-cpu-s", "%s s"}}},
		{"memory at the peak", "InMemory", []figure{{"peak-MB", "%s MB"}}},
		{"removing the clusters", "InMemory", []figure{{"delete-s", "%s s"}}},
	},
}

var simulated = table{
	name: "simulated", about: "simulated clusters", needs: "Simulated", columns: []column{{"1", "/1"}, {"20", "/20"}},
	rows: []row{
		{"from nothing to \"No changes\"", "Simulated", []figure{{"up-s", "%s s"}}},
		{"add-ons Provisioned after the cluster is Available", "Simulated", []figure{{"addons-s", "%s s"}}},
		{"processor for each", "Simulated", []figure{{"cpu-s/cluster", "%s s"}}},
		{"memory at the peak", "Simulated", []figure{{"peak-MB", "%s MB"}}},
		{"destroy", "Simulated", []figure{{"destroy-s", "%s s"}}},
	},
}

var atRest = table{
	name: "atRest", about: "simulated clusters at rest", needs: "SimulatedAtRest", columns: []column{{"measured", ""}},
	rows: []row{
		{"memory of a further one", "SimulatedAtRest", []figure{{"MB/cluster", "%s MB"}}},
		{"processor of a further one", "SimulatedAtRest", []figure{{"%-of-a-core/cluster", "%s %% of a core"}}},
		{"memory of a lab with two", "SimulatedAtRest", []figure{{"MB-of-2", "%s MB"}}},
	},
}

var change = table{
	name: "change", about: "a simulated cluster", needs: "SimulatedChange",
	columns: []column{{"scaled to 3 + 4 machines", "/scale"}, {"upgraded by a minor version", "/upgrade"}, {"killed with 8 clusters", "/restart"}},
	rows:    []row{{"apply until \"No changes\"", "SimulatedChange", []figure{{"apply-s", "%s s"}}}},
}
