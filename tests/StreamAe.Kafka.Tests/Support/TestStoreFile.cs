namespace StreamAe.Kafka.Tests.Support;

/// <summary>A shared store's file, gone after the test, and what must hold of its content.</summary>
internal sealed class TestStoreFile : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("streamae-kafka-").FullName;

    public TestStoreFile() => Store = Open();

    public string Path => System.IO.Path.Combine(_folder, "store.json");

    public SharedStore Store { get; }

    /// <summary>As another process would.</summary>
    public SharedStore Open() => new(Path);

    /// <summary>Waits until every number from 0 to <paramref name="count"/> took effect, and says that each did so once and in order.</summary>
    public async Task AssertEachOnceAsync(int count, Func<string> describe)
    {
        await Eventually.IsTrueAsync(
            () => Store.Read().Effects.Count >= count, () => $"{Store.Read().Effects.Count} of {count} took effect. {describe()}", TimeSpan.FromSeconds(90));
        List<string> effects = Store.Read().Effects;
        Assert.Equal(Enumerable.Range(0, count), effects.Select(e => int.Parse(e[(e.IndexOf('=') + 1)..])).Order());
        foreach (IGrouping<string, long> source in effects.GroupBy(e => e[..e.IndexOf('@')], e => long.Parse(e[(e.IndexOf('@') + 1)..e.IndexOf('=')])))
        {
            Assert.Equal(source.Order(), source);
        }
    }

    public void Dispose()
    {
        Store.Dispose();
        Directory.Delete(_folder, recursive: true);
    }
}
