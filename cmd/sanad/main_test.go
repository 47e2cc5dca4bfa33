package main

import (
	"context"
	"os"
	"testing"

	"github.com/rogpeppe/go-internal/testscript"
)

// asSanad makes the test binary behave as the program: the tests that kill it start it so.
const asSanad = "SANAD_TEST_AS_PROGRAM"

func program() {
	os.Exit(run(context.Background(), os.Args, os.Getenv, streams{os.Stdin, os.Stdout, os.Stderr}))
}

type tests struct{ m *testing.M }

func (t tests) Run() int {
	if os.Getenv(asSanad) != "" {
		program()
	}
	return t.m.Run()
}

func TestMain(m *testing.M) {
	testscript.Main(tests{m}, map[string]func(){"sanad": program})
}

// TestScripts runs every verb as a user would: testdata/script has one file a verb.
func TestScripts(t *testing.T) {
	testscript.Run(t, testscript.Params{
		Dir:                 "testdata/script",
		RequireExplicitExec: true,
		Cmds:                map[string]func(*testscript.TestScript, bool, []string){"site": site},
		Setup: func(env *testscript.Env) error {
			env.Setenv("SANAD_DB", env.WorkDir+"/data")
			env.Setenv("HOME", env.WorkDir)
			return nil
		},
	})
}
