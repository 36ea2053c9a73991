using System.Text;
using StreamAe.Monitoring.Backtesting;
using StreamAe.Monitoring.Definitions;
using StreamAe.Monitoring.Files;
using StreamAe.Monitoring.Tests.Files;

namespace StreamAe.Monitoring.Tests.Backtesting;

/// <summary>What files from the world hold: counted, named by file and line, and nobody else's trouble.</summary>
public sealed class BacktestPoisonTests
{
    /// <summary>Name, the rows of entity "bad" from second 120 on, and the reasons they must be counted under.</summary>
    public static TheoryData<string, string, string> Rows => new()
    {
        { "nan in one field", "bad,120,nan,1,2,0\nbad,121,1,NaN,2,0", "" },
        { "all nan", "bad,120,nan,nan,nan,0\nbad,121,1,1,1,0", "NoValues:1" },
        { "infinite", "bad,120,inf,1,2,0\nbad,121,-Infinity,1,2,0", "Value:2" },
        { "1e38", "bad,120,1e38,-1e38,1e38,1\nbad,121,1,1,1,0", "" },
        { "1e39", "bad,120,1e39,1,2,0", "Value:1" },
        { "empty fields", "bad,120,,,,0\nbad,121,,1,2,", "NoValues:1" },
        { "empty entity", ",120,1,2,3,0", "Entity:1" },
        { "too few columns", "bad,120,1,2\nbad\nbad,121,1,2,3,0", "ColumnCount:2" },
        { "too many columns", "bad,120,1,2,3,0,9", "ColumnCount:1" },
        { "unsorted", "bad,125,1,2,3,0\nbad,124,1,2,3,0\nbad,123,1,2,3,0\nbad,126,1,2,3,0", "Late:2" },
        { "repeated", "bad,125,1,2,3,0\nbad,125,1,2,3,0", "RepeatedTime:1" },
        { "not a number", "bad,120,one,2,3,0", "Value:1" },
        { "not a time", "bad,noon,1,2,3,0\nbad,1e300,1,2,3,0", "Time:2" },
        { "label 2", "bad,120,1,2,3,2\nbad,121,1,2,3,yes", "Label:2" },
        { "open quote", "bad,120,\"1,2,3,0", "Malformed:1" },
        { "nul byte", "bad,120,1\0,2,3,0", "Malformed:1" },
    };

    [Theory]
    [MemberData(nameof(Rows))]
    public async Task RunAsync_BadRows_AreCountedAndNamedAndChangeNobodyElse(string name, string bad, string expected)
    {
        using var files = new BacktestFiles();
        await files.RunAsync();
        string[] clean = files.VerdictsOf("a", "b", "c");

        // Into the history and into the test, between the others' rows.
        string[] badRows = bad.Split('\n');
        files.Train = Mixed(files, "train.csv", files.Train, [.. badRows.Select(r => r.Replace("bad,12", "bad,2", StringComparison.Ordinal))]);
        files.Test = Mixed(files, "test.csv", files.Test, badRows);
        BacktestReport report = await files.RunAsync();

        Assert.Equal(clean, files.VerdictsOf("a", "b", "c"));
        string[] reasons = [.. report.DeadLetters.OrderBy(p => p.Key).Select(p => $"{p.Key}:{p.Value / 2}")];
        Assert.True(expected == string.Join(' ', reasons), $"{name}: {string.Join(' ', reasons)}");
        Assert.All(report.DeadLetters.Values, count => Assert.Equal(0, count % 2));
        string[] letters = files.DeadLetters[1..^1];
        Assert.Equal(report.DeadLetters.Values.Sum(), letters.Length);
        Assert.All(letters, letter => Assert.Matches("^[^,]*(train|test)\\.csv,[0-9]+,", letter));

        // A row is in the verdicts or in the dead letters; those the detector refused are in both.
        int refused = expected is "Late:2" ? 2 : expected is "RepeatedTime:1" ? 1 : 0;
        long lost = (report.DeadLetters.Values.Sum() / 2) - refused;
        Assert.Equal(badRows.Length - lost, files.VerdictsOf("bad").Length);
    }

    [Fact]
    public async Task RunAsync_DeadLetter_NamesFileAndLine()
    {
        using var files = new BacktestFiles();
        files.Test = files.Write("named.csv", BacktestFiles.Header + "\na,120,1,2,3,0\na,121,x,2,3,0\na,119,1,2,3,0\n");
        await files.RunAsync();
        string[] letters = files.DeadLetters[1..^1];
        Assert.Equal(2, letters.Length);
        Assert.StartsWith($"{files.Test},3,Value,", letters[0], StringComparison.Ordinal);
        Assert.StartsWith($"{files.Test},4,Late,", letters[1], StringComparison.Ordinal);
    }

    [Fact]
    public async Task RunAsync_ArchiveCutShort_IsReadAsFarAsItGoes()
    {
        using var files = new BacktestFiles();
        await files.RunAsync();
        string[] clean = files.VerdictsOf("a", "b", "c");
        byte[] archive = Reading.Gzip(Encoding.UTF8.GetBytes(BacktestFiles.Text(BacktestFiles.TrainRows, 3000, labelled: true, "bad")));
        string cut = files.Write("cut.csv.gz", archive[..(archive.Length / 2)]);
        BacktestReport report = await files.RunAsync(null, 2, cut);
        Assert.Equal(clean, files.VerdictsOf("a", "b", "c"));
        Assert.Equal(1, report.DeadLetters["Malformed"]);
        Assert.InRange(files.VerdictsOf("bad").Length, 100, 2999);
        Assert.Contains("cut.csv.gz", files.DeadLetters[1], StringComparison.Ordinal);
    }

    [Fact]
    public async Task RunAsync_FileWithoutAByte_IsRefusedByName()
    {
        using var files = new BacktestFiles();
        files.Test = files.Write("nothing.csv", "");
        ObservationFileException error = await Assert.ThrowsAsync<ObservationFileException>(() => files.RunAsync());
        Assert.Contains("nothing.csv", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task RunAsync_FilesWithoutRows_GiveAnEmptyReport()
    {
        using var files = new BacktestFiles();
        files.Train = files.Write("none.csv", BacktestFiles.Header + "\n");
        files.Test = files.Write("none2.csv", BacktestFiles.Header + "\n");
        BacktestReport report = await files.RunAsync(BacktestFiles.Monitor with { Cohort = new CohortDefinition { MinRows = 100 } });
        Assert.Empty(report.Entities);
        Assert.Equal((0, null), (report.Overall.Rows, report.Overall.AnomalousRows));
        Assert.Single(files.Verdicts);
    }

    [Fact]
    public async Task RunAsync_OtherChannelsThanInTheHistory_AreRefused()
    {
        using var files = new BacktestFiles();
        string other = files.Write("other.csv", "entity,t,x0\na,500,1\nnew,500,1\n");
        BacktestReport report = await files.RunAsync(null, 2, other);
        Assert.Equal(1, report.DeadLetters["SchemaChanged"]);
        Assert.Equal("a,500,,,,,,,,,", files.VerdictsOf("a")[^1]);
        Assert.Equal(1, report.Entities.Single(e => e.Entity == "a").UnscoredRows);
        Assert.Equal(1, report.Entities.Single(e => e.Entity == "new").Rows);
    }

    /// <summary>The bad rows one after each fifth of the file's rows, then the rest of them at its end.</summary>
    private static string Mixed(BacktestFiles files, string name, string path, string[] bad)
    {
        var lines = File.ReadAllLines(path).ToList();
        for (int i = 0; i < bad.Length; i++)
        {
            lines.Insert(6 + (5 * i), bad[i]);
        }

        return files.Write($"mixed/{name}", string.Join('\n', lines) + "\n");
    }
}
