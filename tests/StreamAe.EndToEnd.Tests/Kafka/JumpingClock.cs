using System.Runtime.InteropServices;

namespace StreamAe.EndToEnd.Tests.Kafka;

/// <summary>A process under it sees another time of day, which can be moved while it runs; its stopwatches go on as they should.</summary>
internal sealed class JumpingClock : IDisposable
{
    private readonly string _file;

    public JumpingClock(string file)
    {
        _file = file;
        Set("+0");
    }

    public static string Library { get; } =
        $"/usr/lib/{(RuntimeInformation.ProcessArchitecture == Architecture.Arm64 ? "aarch64" : "x86_64")}-linux-gnu/faketime/libfaketime.so.1";

    public IReadOnlyDictionary<string, string> Environment => new Dictionary<string, string>
    {
        ["LD_PRELOAD"] = Library,
        ["FAKETIME_TIMESTAMP_FILE"] = _file,
        ["FAKETIME_NO_CACHE"] = "1",
        ["FAKETIME_DONT_FAKE_MONOTONIC"] = "1",
    };

    /// <param name="offset">As <c>faketime</c> has it: <c>+40d</c>, <c>-3d</c>.</param>
    public void Set(string offset)
    {
        File.WriteAllText(_file + ".new", offset + "\n");
        File.Move(_file + ".new", _file, overwrite: true);
    }

    public void Dispose() => File.Delete(_file);
}
