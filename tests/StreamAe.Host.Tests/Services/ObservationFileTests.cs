using StreamAe.Host.Services;
using StreamAe.Monitoring.Files;

namespace StreamAe.Host.Tests.Services;

public sealed class ObservationFileTests : IDisposable
{
    private readonly TestFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Find_KeepsTheOrderOfPatternsAndSortsWithinEach()
    {
        foreach (string name in (string[])["b/2.csv", "b/10.csv", "a/1.csv"])
        {
            _folder.Write(name, "x");
        }

        Assert.Equal(["b/10.csv", "b/2.csv", "a/1.csv"], ObservationFile.Find(_folder.Root, ["b/*.csv", "**/*.csv", "b/../b/2.csv"]).Select(f => f.Name));
    }

    [Theory]
    [InlineData("plain")]
    [InlineData("with [1] * and ?")]
    public void Find_TakesTheFolderAsItIs(string folder)
    {
        _folder.Write($"{folder}/in/1.csv", "x");
        _folder.Write("with 1 * and ?/in/2.csv", "x");
        ObservationFile file = Assert.Single(ObservationFile.Find(_folder.At(folder), ["in/*.csv"]));
        Assert.Equal("in/1.csv", file.Name);
        Assert.True(File.Exists(file.Path));
        Assert.Equal(file, Assert.Single(ObservationFile.Find(_folder.At(folder), ["in/1.csv"])));
    }

    [Fact]
    public void Find_NamesFilesElsewhereRelativeToTheFolder()
    {
        string path = _folder.Write("other/1.csv", "x");
        Assert.Equal("../other/1.csv", Assert.Single(ObservationFile.Find(_folder.At("config"), [path])).Name);
    }

    [Fact]
    public void Find_NothingThere_NamesThePatternAsGiven()
    {
        ObservationFileException error = Assert.Throws<ObservationFileException>(() => ObservationFile.Find(_folder.Root, ["x/*.csv"]));
        Assert.Equal("x/*.csv: no file matches this pattern.", error.Message);
    }
}
