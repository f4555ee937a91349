package main

// coreCopy replaces Cluster API itself in the build of kaaslab-embedded.
const coreCopy = "generated/cluster-api"

// coreChanges let Cluster API's controllers look at a thing five times a second
// and not once, which is the least that can be set. A machine needs some five
// looks by each of three controllers, one after the other, so that most of a
// lab's time was waiting. The pause itself stays: two controllers that add
// their finalizers to a new object at once overwrite each other's, and notice
// that at the next look.
var coreChanges = []change{
	{
		file: "util/controller/builder.go", times: 1,
		from: "rateLimitInterval := time.Second", to: "rateLimitInterval := time.Second / 5",
	},
}

func writeCoreCopy() error {
	from, err := moduleDir(coreModule)
	if err != nil {
		return err
	}
	return writeCopy(from, "", coreCopy, coreChanges)
}
