using System.Diagnostics;
using System.Net;
using System.Net.Sockets;

namespace StreamAe.EndToEnd.Tests.Telemetry;

/// <summary>A program of others that runs while a test does; what it says is kept for messages.</summary>
internal sealed class ServerProcess : IDisposable
{
    private readonly Process _process;
    private readonly CapturedText _output = new();
    private readonly CapturedText _error = new();

    public ServerProcess(string program, string folder, params string[] arguments)
    {
        _process = Process.Start(new ProcessStartInfo(program, arguments)
        {
            WorkingDirectory = folder,
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        _ = _output.ReadAsync(_process.StandardOutput);
        _ = _error.ReadAsync(_process.StandardError);
    }

    public string Captured => _output.Text + _error.Text;

    public bool HasExited => _process.HasExited;

    /// <summary>Runs a program to its end.</summary>
    /// <returns>Exit code, and what it said.</returns>
    public static async Task<(int Code, string Said)> RunAsync(string program, string folder, params string[] arguments)
    {
        using var server = new ServerProcess(program, folder, arguments);
        await server._process.WaitForExitAsync(TestContext.Current.CancellationToken).WaitAsync(TimeSpan.FromMinutes(3), TestContext.Current.CancellationToken);
        server._process.WaitForExit();
        return (server._process.ExitCode, server.Captured);
    }

    public static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    public void Dispose()
    {
        if (!_process.HasExited)
        {
            _process.Kill(entireProcessTree: true);
            _process.WaitForExit();
        }

        _process.Dispose();
    }
}
