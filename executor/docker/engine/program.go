package engine

import (
	"bytes"
	"context"
	"crypto/sha256"
	"debug/elf"
	"encoding/hex"
	"os"
	"sync"

	"github.com/kaaslab/kaaslab/executor"
	"github.com/kaaslab/kaaslab/internal/companion"
	"github.com/kaaslab/kaaslab/internal/fault"
)

// The program that runs in containers of kaaslab's own.
const (
	// ProgramName is the name of its file, beside kaaslab and in PATH.
	ProgramName = "kaaslab-container"
	// ProgramVariable names another file in the environment.
	ProgramVariable = "KAASLAB_CONTAINER"
	// ProgramPath is where it is in its containers.
	ProgramPath = "/kaaslab-container"
	// ProgramImage is the repository of the image that is made from it, whose tag is the start of the program's digest.
	ProgramImage = "kaaslab/container"
)

// Program is kaaslab-container: the cache of images of a lab, and what saves and loads its volumes. It is for the Linux of Docker,
// whatever this machine is. The image of it has nothing else in it, and comes from no registry. Its file is found once, and read and
// hashed once: a page looks again and again.
type Program struct {
	find func() (string, error)
	read func() (programFile, error)
}

// programFile is what the file of the program has.
type programFile struct {
	path, image string
	content     []byte
}

// NewProgram returns the program at a path. Without one it is looked for in the environment, beside kaaslab and in PATH.
func NewProgram(path string) *Program {
	at := companion.Program{Name: ProgramName, Variable: ProgramVariable, Missing: fault.NoContainerProgram, Wrong: fault.NoContainerProgram}
	p := &Program{find: sync.OnceValues(func() (string, error) { return at.Find(path) })}
	p.read = sync.OnceValues(p.readFile)
	return p
}

// Find returns the path of the program.
func (p *Program) Find() (string, error) { return p.find() }

// Image returns the name of the image that the program is made into. It asks Docker nothing.
func (p *Program) Image() (string, error) {
	file, err := p.read()
	return file.image, err
}

// MakeImage makes the image, unless it is there, and returns its name.
func (p *Program) MakeImage(ctx context.Context, api API, report executor.Report) (string, error) {
	file, err := p.read()
	if err != nil {
		return "", err
	}
	if err := file.fits(ctx, api); err != nil {
		return "", err
	}
	there, err := HasImage(ctx, api, file.image)
	if err != nil || there {
		return file.image, err
	}
	report("making image " + file.image)
	return file.image, MakeImage(ctx, api, file.image, FileArchive(ProgramPath, 0o755, file.content))
}

func (p *Program) readFile() (programFile, error) {
	path, err := p.find()
	if err != nil {
		return programFile{}, err
	}
	content, err := os.ReadFile(path)
	if err != nil {
		return programFile{}, fault.Errorf(fault.NoContainerProgram, "read %s: %w", path, err)
	}
	digest := sha256.Sum256(content)
	return programFile{path, ProgramImage + ":" + hex.EncodeToString(digest[:6]), content}, nil
}

// architectures are those of programs, by what Docker calls its own.
var architectures = map[string]elf.Machine{"x86_64": elf.EM_X86_64, "aarch64": elf.EM_AARCH64}

// fits says so if the program is for another machine than Docker's. What nobody knows, Docker tells when it starts it.
func (f programFile) fits(ctx context.Context, api API) error {
	file, err := elf.NewFile(bytes.NewReader(f.content))
	if err != nil {
		return fault.Errorf(fault.NoContainerProgram, "%s is no program for Linux: %w; take the one of the release, or run `make build`", f.path, err)
	}
	info, err := api.Info(ctx)
	if err != nil {
		return err
	}
	if wanted, known := architectures[info.Architecture]; known && file.Machine != wanted {
		return fault.Errorf(fault.NoContainerProgram, "%s is for %s, and Docker runs on %s; take the one of the release for that, and set $%s to its path",
			f.path, file.Machine, info.Architecture, ProgramVariable)
	}
	return nil
}
