using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Text;

namespace StreamAe.EndToEnd.Tests;

/// <summary>
/// The executable as a process of its own: <c>dotnet streamae.dll</c> from the output of these tests, its output captured, its time
/// limited. A process still alive at the end of its test is killed.
/// </summary>
internal sealed class StreamAeProcess : IDisposable
{
    private const int SigHup = 1;
    private const int SigTerm = 15;
    private const int SigStop = 19;
    private const int SigCont = 18;

    /// <summary>Far more than any of them takes, also on a machine that is busy with other things.</summary>
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(120);

    private readonly Process _process;
    private readonly CapturedText _output = new();
    private readonly CapturedText _error = new();
    private readonly Task _outputEnd;
    private readonly Task _errorEnd;

    private StreamAeProcess(Process process)
    {
        _process = process;
        _outputEnd = _output.ReadAsync(process.StandardOutput);
        _errorEnd = _error.ReadAsync(process.StandardError);
        process.StandardInput.Close();
    }

    /// <summary>Runs to the end.</summary>
    public static Task<ProcessResult> RunAsync(params string[] arguments) => RunInAsync(Repository.Root, arguments);

    /// <summary>Runs to the end, in a folder.</summary>
    public static async Task<ProcessResult> RunInAsync(string folder, params string[] arguments)
    {
        using StreamAeProcess process = StartIn(folder, arguments);
        return await process.WaitForExitAsync();
    }

    public static StreamAeProcess StartIn(string folder, params string[] arguments) =>
        StartIn(folder, new Dictionary<string, string>(), arguments);

    /// <param name="environment">Variables it sees beside those of the tests.</param>
    public static StreamAeProcess StartIn(string folder, IReadOnlyDictionary<string, string> environment, params string[] arguments) =>
        StartUnder([], folder, environment, arguments);

    /// <param name="launcher">A command that becomes the process, with its arguments; none for the process itself.</param>
    /// <param name="environment">Variables it sees beside those of the tests.</param>
    public static StreamAeProcess StartUnder(
        IReadOnlyList<string> launcher, string folder, IReadOnlyDictionary<string, string> environment, params string[] arguments)
    {
        string[] command = [.. launcher, "dotnet", Path.Combine(AppContext.BaseDirectory, "streamae.dll"), .. arguments];
        var start = new ProcessStartInfo(command[0], command[1..])
        {
            WorkingDirectory = folder,
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            StandardOutputEncoding = Encoding.UTF8,
            StandardErrorEncoding = Encoding.UTF8,
        };
        foreach ((string name, string value) in environment)
        {
            start.Environment[name] = value;
        }

        return new StreamAeProcess(Process.Start(start)!);
    }

    /// <summary>Waits until a line of standard output, not seen by an earlier call, contains the text.</summary>
    public Task<string> WaitForOutputAsync(string text) => WaitForLineAsync(_output, text);

    /// <summary>Waits until a line of standard error, not seen by an earlier call, contains the text.</summary>
    public Task<string> WaitForErrorAsync(string text) => WaitForLineAsync(_error, text);

    /// <summary>Asks it to end, as a service manager does.</summary>
    public void Terminate() => Send(SigTerm, "SIGTERM");

    /// <summary>Asks it to read its files again, as <c>systemctl reload</c> does.</summary>
    public void HangUp() => Send(SigHup, "SIGHUP");

    /// <summary>Stops it where it is (SIGSTOP), as a machine that swaps or a debugger does; <see cref="Resume"/> lets it go on.</summary>
    public void Pause() => Assert.Equal(0, SendSignal(_process.Id, SigStop));

    public void Resume() => Assert.Equal(0, SendSignal(_process.Id, SigCont));

    /// <summary>The memory it holds, in bytes.</summary>
    public long WorkingSet
    {
        get
        {
            _process.Refresh();
            return _process.WorkingSet64;
        }
    }

    /// <summary>Whether it ends within a time.</summary>
    public async Task<bool> EndsWithinAsync(TimeSpan limit)
    {
        await Task.WhenAny(_process.WaitForExitAsync(), Task.Delay(limit));
        return _process.HasExited;
    }

    /// <summary>Ends it at once, as <c>kill -9</c>.</summary>
    public void Kill() => _process.Kill();

    public async Task<ProcessResult> WaitForExitAsync()
    {
        using CancellationTokenSource limit = StartLimit();
        try
        {
            await _process.WaitForExitAsync(limit.Token);
            await Task.WhenAll(_outputEnd, _errorEnd).WaitAsync(limit.Token);
        }
        catch (OperationCanceledException)
        {
            Assert.Fail($"The process did not end within {Limit}.{Captured()}");
        }

        return new ProcessResult(_process.ExitCode, _output.Text, _error.Text);
    }

    public void Dispose()
    {
        if (!_process.HasExited)
        {
            _process.Kill(entireProcessTree: true);
        }

        _process.Dispose();
    }

    private void Send(int signal, string name)
    {
        if (SendSignal(_process.Id, signal) != 0)
        {
            int error = Marshal.GetLastPInvokeError();
            string state = _process.HasExited ? $"ended before with exit code {_process.ExitCode}" : "lives";
            throw new InvalidOperationException($"{name} did not reach process {_process.Id}, which {state}: error {error}.\n{Captured()}");
        }
    }

    private static CancellationTokenSource StartLimit()
    {
        var limit = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        limit.CancelAfter(Limit);
        return limit;
    }

    private async Task<string> WaitForLineAsync(CapturedText captured, string text)
    {
        using CancellationTokenSource limit = StartLimit();
        try
        {
            return await captured.WaitForAsync(text, limit.Token)
                ?? throw new InvalidOperationException($"The process ended without a line that contains '{text}'.{Captured()}");
        }
        catch (OperationCanceledException error)
        {
            throw new TimeoutException($"No line with '{text}' within {Limit}.{Captured()}", error);
        }
    }

    /// <summary>What it has written so far, for messages of failed tests.</summary>
    public string Captured() => $"{Environment.NewLine}--- output{Environment.NewLine}{_output.Text}{Environment.NewLine}--- error{Environment.NewLine}{_error.Text}";

    [DllImport("libc", EntryPoint = "kill", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int SendSignal(int process, int signal);
}
