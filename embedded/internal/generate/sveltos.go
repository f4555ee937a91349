package main

import (
	"fmt"
	"os"
)

// sveltosCopy replaces the addon-controller in the build of kaaslab-sveltos.
const sveltosCopy = "generated/addon-controller"

// sveltosModFile is given to the go command with -modfile in the directory of
// kaaslab-sveltos.
const sveltosModFile = "generated/sveltos.mod"

const sveltosModule = "sveltos"

// sveltosChanges let Sveltos look again after a second. It hands what is to be
// installed to a worker and looks at the result ten seconds later at the
// earliest, and ten seconds later again for each profile that waits for
// another; neither can be set. Charts of simulated clusters are there in less
// than one second.
var sveltosChanges = []change{
	{
		file: "controllers/clustersummary_controller.go", times: 1,
		from: "normalRequeueAfter = 10 * time.Second", to: "normalRequeueAfter = time.Second",
	},
	{
		file: "controllers/clustersummary_controller.go", times: 1,
		from: "deleteRequeueAfter = 10 * time.Second", to: "deleteRequeueAfter = time.Second",
	},
}

func writeSveltosCopy() error {
	from, err := sveltosController.dir()
	if err != nil {
		return err
	}
	return writeCopy(from, "", sveltosCopy, sveltosChanges)
}

func writeSveltosModFile() error {
	data, err := os.ReadFile(sveltosModule + "/go.mod")
	if err != nil {
		return err
	}
	// The path counts from the module, not from the file.
	mod := fmt.Sprintf("%s\nreplace %s => ../%s\n", data, sveltosController.path, sveltosCopy)
	if err := os.WriteFile(sveltosModFile, []byte(mod), 0o644); err != nil {
		return err
	}
	return copyFile(sveltosModule+"/go.sum", sumBeside(sveltosModFile))
}
