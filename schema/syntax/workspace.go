package syntax

// Workspace is the workspace file, orchestrix.yaml.
type Workspace struct {
	Path            string // relative to the workspace root: orchestrix.yaml
	Version         Scalar
	Schemas         []Scalar // globs; none: all below
	Initialisms     []Scalar // go.initialisms
	LintDisable     []Scalar // lint.disable
	BreakingAgainst Scalar   // breaking.against
	DocsOut         Scalar   // docs.out
}
