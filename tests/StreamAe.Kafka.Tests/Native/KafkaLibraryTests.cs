using System.Diagnostics;
using StreamAe.Kafka.Native;

namespace StreamAe.Kafka.Tests.Native;

public sealed class KafkaLibraryTests
{
    [Fact]
    public void Describe_NamesLibraryAndVersion() => Assert.Contains("librdkafka", KafkaLibrary.Describe());

    /// <summary>A process with all assemblies and no native library beside them.</summary>
    [Fact(Timeout = 60_000)]
    public async Task Require_NoLibrary_SaysWhatWasTriedAndWhatHelps()
    {
        string folder = Directory.CreateTempSubdirectory("streamae-no-library-").FullName;
        try
        {
            foreach (string file in Directory.EnumerateFiles(AppContext.BaseDirectory, "*.dll"))
            {
                File.Copy(file, Path.Combine(folder, Path.GetFileName(file)));
            }

            const string settings = "StreamAe.MockBroker.runtimeconfig.json";
            File.Copy(Path.Combine(AppContext.BaseDirectory, settings), Path.Combine(folder, settings));
            var start = new ProcessStartInfo("dotnet", [Path.Combine(folder, "StreamAe.MockBroker.dll")])
            {
                UseShellExecute = false,
                RedirectStandardError = true,
                RedirectStandardInput = true,
            };
            using Process process = Process.Start(start)!;
            string error = await process.StandardError.ReadToEndAsync();
            await process.WaitForExitAsync();

            Assert.Equal(1, process.ExitCode);
            Assert.StartsWith("Kafka cannot be used: the native client library librdkafka could not be loaded. Tried librdkafka-streamae:", error);
            Assert.Contains("build/librdkafka.sh", error);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }
}
