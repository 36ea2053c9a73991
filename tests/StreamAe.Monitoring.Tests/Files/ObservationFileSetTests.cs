using StreamAe.Monitoring.Files;
using StreamAe.Monitoring.Observations;

namespace StreamAe.Monitoring.Tests.Files;

public sealed class ObservationFileSetTests
{
    [Fact]
    public async Task Open_SeveralFiles_GroupsThemBySchema()
    {
        using var folder = new TestFolder();
        string[] paths = [folder.Write("1.csv", "entity,t,a\nx,1,1\n"), folder.Write("2.csv", "entity,t,b\ny,1,2\n"), folder.Write("3.csv", "t,a,entity\n1,3,x\n")];
        var directory = new EntityDirectory();
        await using ObservationFileSet set = ObservationFileSet.Open(paths, new FileLayout(), directory, new DeadLetterCounter());
        Assert.Equal(paths, set.Sources.Select(source => source.Name));
        Assert.Equal([[paths[0], paths[2]], [paths[1]]], set.BySchema().Select(group => group.Select(source => source.Name).ToArray()));
        Assert.Equal(["a", "b"], set.BySchema().Select(group => group.Key.ToString()));
        foreach (CsvObservationSource source in set.Sources)
        {
            Assert.True(await source.ReadAsync(new ObservationBatch(source.Schema), 5, TestContext.Current.CancellationToken));
        }

        Assert.Equal(2, directory.Count);
    }

    [Fact]
    public void Open_ManyFiles_HoldsNoneOpen()
    {
        var files = new OpenFiles("entity,t,a\nx,1,1\n"u8.ToArray());
        IEnumerable<string> paths = Enumerable.Range(0, 200).Select(i => $"{i}.csv");
        ObservationFileSet set = ObservationFileSet.Open(paths, new FileLayout(), new EntityDirectory(), new DeadLetterCounter(), files.Options);
        Assert.Equal(200, set.Sources.Count);
        Assert.Equal(0, files.Count);
        Assert.Equal(200, files.Opened);
    }

    [Fact]
    public void Open_BadFiles_AreAllNamed()
    {
        using var folder = new TestFolder();
        string good = folder.Write("good.csv", "entity,t,a\n");
        string bad = folder.Write("bad.csv", "entity,a\n");
        string again = folder.At("./good.csv");
        string none = folder.At("none.csv");
        ObservationFileException exception = Assert.Throws<ObservationFileException>(
            () => ObservationFileSet.Open([good, bad, none, again], new FileLayout(), new EntityDirectory(), new DeadLetterCounter()));
        Assert.Equal((bad, 1L), (exception.File, exception.Line));
        Assert.Equal(
            $"{bad}:1: there is no time column 't'; the columns are 'entity', 'a'.\n{none}: there is no such file.\n"
            + $"{again}: the file is listed twice (also as '{good}'); its rows would count twice.",
            exception.Message);
    }

    [Fact]
    public void Open_VeryManyBadFiles_ShowsTwenty()
    {
        ObservationFileException exception = Assert.Throws<ObservationFileException>(() => ObservationFileSet.Open(
            Enumerable.Range(0, 50).Select(i => $"/nowhere/{i}.csv"), new FileLayout(), new EntityDirectory(), new DeadLetterCounter()));
        Assert.Equal(21, exception.Message.Split('\n').Length);
        Assert.EndsWith("and 30 more", exception.Message, StringComparison.Ordinal);
    }
}
