using StreamAe.Monitoring.Entities;
using StreamAe.Monitoring.Models;
using StreamAe.Numerics.Architectures;

namespace StreamAe.Monitoring.Tests.Entities;

/// <summary>
/// The single-series detector written down a second time: lists, double precision, the network by its formulas. Of the code under test it
/// uses the streaming tails, which have a reference of their own, and the parameters of the models.
/// </summary>
internal sealed class ReferenceSeries
{
    private const int Lags = 15;

    private readonly double[] _counts = new double[48];
    private readonly double[] _means = new double[48];
    private readonly List<double> _residuals = [];
    private readonly float[][] _tails = [.. Enumerable.Range(0, 3).Select(_ => new float[StreamingTail.Floats])];
    private double _level;
    private double _smoothed;

    /// <summary>The mean of the surprises of residual, smoothed residual and what the model did not expect.</summary>
    public double Score(long time, double value, EntityModel? model)
    {
        double day = Math.Floor(time / (double)TimeSpan.TicksPerDay);
        int hour = (int)((time - (day * TimeSpan.TicksPerDay)) / TimeSpan.TicksPerHour);
        int bin = hour + ((day + 4) % 7 is 0 or 6 ? 24 : 0);
        _level = _residuals.Count == 0 ? value : _level;
        double residual = value - (((_counts[bin] * _means[bin]) + (4 * _level)) / (_counts[bin] + 4));
        _counts[bin]++;
        _means[bin] += Math.Max(1 / _counts[bin], 0.01) * (value - _means[bin]);
        _level += Math.Max(1.0 / (_residuals.Count + 1), 0.001) * (value - _level);
        _smoothed += (residual - _smoothed) / 12;
        double sum = Take(0, residual) + Take(1, _smoothed);
        if (model is not null)
        {
            sum += Take(2, residual - Expected(time, model));
        }

        _residuals.Add(residual);
        return sum / 3;
    }

    private double Take(int channel, double value)
    {
        var tail = new StreamingTail(_tails[channel]);
        float size = (float)Math.Abs(value);
        double surprise = tail.Surprise(size);
        tail.Add(size);
        return surprise;
    }

    /// <summary>1 + 4 + 15 inputs, the first of them 0, to 16 tanh, to 2 means; with 19 of context to 16 tanh, to 1.</summary>
    private double Expected(long time, EntityModel model)
    {
        double turn = 2 * Math.PI * time / TimeSpan.TicksPerDay, week = 2 * Math.PI * ((time / (double)TimeSpan.TicksPerDay) + 3) / 7;
        double[] context =
        [
            .. ((double[])[Math.Sin(turn), Math.Cos(turn), Math.Sin(week), Math.Cos(week)]).Select((v, i) => Scaled(model, i + 1, v)),
            .. Enumerable.Range(1, Lags).Select(lag => Scaled(model, 0, _residuals[^lag])),
        ];
        var shape = new Architecture(1, [16], 2, LatentKind.Gaussian, condition: context.Length);
        double[] units = Layer(shape, model, 0, [0, .. context]);
        double[] code = Layer(shape, model, 1, [.. units.Select(Math.Tanh)]);
        double[] decoded = Layer(shape, model, 2, [code[0], code[1], .. context]);
        double z = Layer(shape, model, 3, [.. decoded.Select(Math.Tanh)])[0];
        return model.Scaler.Means[0] + (model.Scaler.Deviations[0] * Math.Sinh(z));
    }

    private static double Scaled(EntityModel model, int feature, double value) =>
        Math.Clamp(Math.Asinh((value - model.Scaler.Means[feature]) / model.Scaler.Deviations[feature]), -10, 10);

    private static double[] Layer(Architecture shape, EntityModel model, int layer, double[] inputs)
    {
        DenseLayer dense = shape.Layers[layer];
        double[] sums = new double[dense.Outputs];
        for (int o = 0; o < sums.Length; o++)
        {
            sums[o] = model.Parameters[dense.BiasOffset + o];
            for (int i = 0; i < inputs.Length; i++)
            {
                sums[o] += inputs[i] * model.Parameters[dense.WeightOffset + (i * dense.OutputStride) + o];
            }
        }

        return sums;
    }
}
