using System.CommandLine;

namespace StreamAe.Host.Commands;

internal static class RunCommand
{
    public static Command Create() => new("run");
}
