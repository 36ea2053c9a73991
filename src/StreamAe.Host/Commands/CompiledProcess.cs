using System.Diagnostics;
using System.Reflection;

namespace StreamAe.Host.Commands;

/// <summary>
/// Runs this command line again in a process whose code is compiled as well as it can be at its first call. Usually that comes after many
/// calls and some seconds, in which training takes ten times as long: a short measurement would tell the compiler's pace.
/// </summary>
internal static class CompiledProcess
{
    private const string Setting = "DOTNET_TieredCompilation";
    private const string Off = "0";

    /// <summary>This is such a process, or none can be started: not the executable, but a test of it.</summary>
    public static bool IsHere =>
        Environment.GetEnvironmentVariable(Setting) == Off
        || Environment.ProcessPath is null
        || Assembly.GetEntryAssembly() != typeof(CompiledProcess).Assembly;

    /// <returns>Its exit code; it writes where this process does.</returns>
    public static async Task<int> RunAsync(CancellationToken cancellationToken)
    {
        string executable = Environment.ProcessPath!;
        string[] arguments = Environment.GetCommandLineArgs();

        // The first names the assembly, which only the common launcher wants to be told.
        bool isLauncher = Path.GetFileNameWithoutExtension(executable) == "dotnet";
        var start = new ProcessStartInfo(executable, arguments[(isLauncher ? 0 : 1)..]) { UseShellExecute = false };
        start.Environment[Setting] = Off;
        using Process process = Process.Start(start) ?? throw new IOException($"{executable} cannot be started again.");
        try
        {
            await process.WaitForExitAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            process.Kill();
            throw;
        }

        return process.ExitCode;
    }
}
