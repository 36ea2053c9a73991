using System.Globalization;
using System.Text;
using StreamAe.Monitoring.Files;

namespace StreamAe.Monitoring.Tests.Files;

public sealed class CsvRowWriterTests
{
    private static string Written(Action<CsvRowWriter> write)
    {
        var stream = new MemoryStream();
        using (var writer = new CsvRowWriter(stream))
        {
            write(writer);
            writer.Flush();
            Assert.Equal(stream.Length, writer.Length);
        }

        return Encoding.UTF8.GetString(stream.ToArray());
    }

    [Fact]
    public void Field_EveryKind_IsWrittenPlainly() => Assert.Equal(
        "a b,-5,0.1,0.1,,NaN,1E+300,-9223372036854775808,-1.2345678901234567E-308\n,\n1\n",
        Written(writer =>
        {
            writer.Field("a b");
            writer.Field(-5L);
            writer.Field(0.1);
            writer.Field(0.1f);
            writer.Empty();
            writer.Field(double.NaN);
            writer.Field(1e300);
            writer.Field(long.MinValue);
            writer.Field(-1.2345678901234567e-308);
            writer.EndRow();
            writer.Empty();
            writer.Field("");
            writer.EndRow();
            writer.Field(1);
            writer.EndRow();
        }));

    [Theory]
    [InlineData("", "\"\"")]
    [InlineData("a,b", "\"a,b\"")]
    [InlineData("a\nb", "\"a\nb\"")]
    [InlineData("a\rb", "\"a\rb\"")]
    [InlineData("\"", "\"\"\"\"")]
    [InlineData("a\"\"b\"", "\"a\"\"\"\"b\"\"\"")]
    [InlineData("\uFEFFa", "\"\uFEFFa\"")]
    [InlineData(" a ", " a ")]
    [InlineData("é€😀", "é€😀")]
    public void Field_Text_IsQuotedOnlyWhereNeeded(string text, string expected) => Assert.Equal(expected + "\n", Written(writer =>
    {
        writer.Field(text);
        writer.EndRow();
    }));

    [Fact]
    public void Field_AcrossBufferEdges_IsWhole()
    {
        // Multi-byte characters and quotes at every offset of the buffer's end, and one field larger than the buffer.
        string large = string.Concat(Enumerable.Repeat("€\"😀", 20_000));
        var expected = new StringBuilder();
        string text = Written(writer =>
        {
            for (int i = 0; i < 30_000; i++)
            {
                string field = "€\"😀"[..(i % 3 == 2 ? 4 : i % 3)] + i.ToString(CultureInfo.InvariantCulture);
                writer.Field(field);
                writer.EndRow();
                expected.Append(field.Contains('"', StringComparison.Ordinal) ? $"\"{field.Replace("\"", "\"\"", StringComparison.Ordinal)}\"" : field).Append('\n');
            }

            writer.Field(large);
            writer.EndRow();
            expected.Append('"').Append(large.Replace("\"", "\"\"", StringComparison.Ordinal)).Append("\"\n");
        });
        Assert.True(expected.ToString() == text);
    }

    [Fact]
    public void Field_ManyRows_AllocateNothing()
    {
        using var writer = new CsvRowWriter(Stream.Null);
        Write(10);
        long before = GC.GetAllocatedBytesForCurrentThread();
        Write(50_000);
        long allocated = GC.GetAllocatedBytesForCurrentThread() - before;
        Assert.True(allocated < 50_000, $"{allocated} bytes for 50000 rows");

        void Write(int rows)
        {
            for (int i = 0; i < rows; i++)
            {
                writer.Field("pump, \"7\"");
                writer.Field(i * 0.1);
                writer.Field(i * 0.1f);
                writer.Field(i);
                writer.Empty();
                writer.EndRow();
            }
        }
    }

    [Fact]
    public void EndRow_NoField_IsRefused() => Written(writer =>
    {
        Assert.Throws<InvalidOperationException>(writer.EndRow);
        writer.Field("a");
        writer.EndRow();
        Assert.Throws<InvalidOperationException>(writer.EndRow);
    });

    [Fact]
    public void Field_AfterDispose_IsRefused()
    {
        var writer = new CsvRowWriter(new MemoryStream());
        writer.Dispose();
        writer.Dispose();
        Assert.Throws<ObjectDisposedException>(() => writer.Field("text"));
        Assert.Throws<ObjectDisposedException>(writer.Empty);
    }
}
