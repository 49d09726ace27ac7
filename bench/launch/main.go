// Command launch runs a program and says on file 3 what it took: nanoseconds of
// CPU time and of elapsed time, and bytes of memory at its peak.
//
// It is there because it is small: Linux counts what a process held when it
// started another to the memory of that one.
package main

import (
	"fmt"
	"os"
	"os/exec"
	"syscall"
	"time"
)

func main() {
	syscall.CloseOnExec(3)
	if err := launch(os.NewFile(3, "figures"), os.Args[1:]); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func launch(figures *os.File, args []string) error {
	cmd := exec.Command(args[0], args[1:]...)
	cmd.Stdin, cmd.Stdout, cmd.Stderr = os.Stdin, os.Stdout, os.Stderr
	began := time.Now()
	err := cmd.Run()
	wall := time.Since(began)
	if err != nil {
		return err
	}
	state := cmd.ProcessState
	memory := state.SysUsage().(*syscall.Rusage).Maxrss * 1024
	_, err = fmt.Fprintln(figures, (state.UserTime() + state.SystemTime()).Nanoseconds(), wall.Nanoseconds(), memory)
	return err
}
