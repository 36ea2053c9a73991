using System.Diagnostics;
using System.Text;
using StreamAe.Host.Sinks;
using StreamAe.Numerics.Randomness;

namespace StreamAe.Host.Tests.Sinks;

public sealed class LineFileTests : IDisposable
{
    private readonly TestFolder _folder = new();

    private string Path0 => _folder.At("alerts.jsonl");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Append_PastTheLimit_BeginsANewFileAndKeepsSoMany()
    {
        var file = new LineFile(Path0, maxBytes: 20, keep: 3);
        for (int i = 0; i < 8; i++)
        {
            file.Append(Encoding.UTF8.GetBytes($"line {i:000}\n"));
        }

        Assert.Equal(["alerts.1.jsonl", "alerts.2.jsonl", "alerts.jsonl"], Names());
        Assert.Equal("line 006\nline 007\n", File.ReadAllText(Path0));
        Assert.Equal("line 004\nline 005\n", File.ReadAllText(_folder.At("alerts.1.jsonl")));
        Assert.Equal("line 002\nline 003\n", File.ReadAllText(_folder.At("alerts.2.jsonl")));
    }

    [Fact]
    public void Append_LinesOfAnyLength_EachStandsOnceInOrder()
    {
        var random = new PhiloxRandom(5);
        for (int round = 0; round < 20; round++)
        {
            using var folder = new TestFolder();
            int maxBytes = 30 + random.NextInt32(200);
            var file = new LineFile(folder.At("a.b.log"), maxBytes, keep: 10_000);
            var all = new StringBuilder();
            for (int append = 0; append < 20; append++)
            {
                var lines = new StringBuilder();
                for (int i = random.NextInt32(6); i > 0; i--)
                {
                    lines.Append('ü', random.NextInt32(maxBytes)).Append('\n');
                }

                file.Append(Encoding.UTF8.GetBytes(lines.ToString()));
                all.Append(lines);
            }

            string[] files = [.. Directory.GetFiles(folder.Root).OrderByDescending(NumberOf)];
            Assert.Equal(all.ToString(), string.Concat(files.Select(File.ReadAllText)));
            Assert.All(files, f => Assert.True(new FileInfo(f).Length <= maxBytes || File.ReadAllLines(f).Length == 1, $"{f} is too long"));
        }
    }

    /// <summary>Whatever renames a kill left undone: no line is lost that the number of files has room for, and none comes twice.</summary>
    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Append_AfterAKillWithinARotation_LosesNothing(int renamesDone)
    {
        string[] names = [.. Enumerable.Range(0, 5).Select(i => _folder.At(i == 0 ? "alerts.jsonl" : $"alerts.{i}.jsonl"))];
        for (int i = 0; i < 3; i++)
        {
            File.WriteAllText(names[i], $"old {i}\n");
        }

        for (int i = 0; i < renamesDone; i++)
        {
            File.Move(names[2 - i], names[3 - i]);
        }

        new LineFile(Path0, maxBytes: 8, keep: 5).Append("new 1\nnew 2\n"u8);
        Assert.Equal(
            ["old 2", "old 1", "old 0", "new 1", "new 2"],
            Directory.GetFiles(_folder.Root).OrderByDescending(NumberOf).SelectMany(File.ReadAllLines));
    }

    [Fact]
    public void Append_AfterATornLine_BeginsOnALineOfItsOwn()
    {
        File.WriteAllText(Path0, "{\"id\":1}\n{\"id\":");
        new LineFile(Path0, maxBytes: 1000, keep: 2).Append("{\"id\":2}\n"u8);
        Assert.Equal("{\"id\":1}\n{\"id\":\n{\"id\":2}\n", File.ReadAllText(Path0));
    }

    /// <summary>A real disk that is full: what was begun is taken back, and goes out whole once there is room.</summary>
    [Fact]
    public void Append_DiskThatIsFull_LeavesNoHalfLine()
    {
        string disk = _folder.At("disk");
        Directory.CreateDirectory(disk);
        Assert.SkipWhen(Run("mount", "-t", "tmpfs", "-o", "size=64k", "none", disk) != 0, "No disk can be mounted here: that needs root.");
        try
        {
            string path = Path.Combine(disk, "alerts.jsonl");
            string ballast = Path.Combine(disk, "ballast");
            var file = new LineFile(path, maxBytes: 1 << 20, keep: 2);
            file.Append("whole\n"u8);
            File.WriteAllBytes(ballast, new byte[50_000]);
            byte[] line = Encoding.UTF8.GetBytes(new string('x', 40_000) + "\n");
            Assert.ThrowsAny<IOException>(() => file.Append(line));
            Assert.Equal("whole\n", File.ReadAllText(path));
            File.Delete(ballast);
            file.Append(line);
            Assert.Equal(6 + line.Length, new FileInfo(path).Length);
        }
        finally
        {
            Run("umount", disk);
        }
    }

    private static int NumberOf(string path) =>
        Path.GetFileNameWithoutExtension(path).Split('.') is [.., var last] && int.TryParse(last, out int number) ? number : 0;

    private static int Run(string program, params string[] arguments)
    {
        using Process process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardError = true, UseShellExecute = false })!;
        process.StandardError.ReadToEnd();
        process.WaitForExit();
        return process.ExitCode;
    }

    private IEnumerable<string> Names() => Directory.GetFiles(_folder.Root).Select(f => Path.GetFileName(f)).Order(StringComparer.Ordinal);
}
