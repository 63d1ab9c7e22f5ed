#!/usr/bin/perl
# System calls that Node.js has no API for. perl-base is part of every Debian.
#
# Reads lines `name hex hex ...`, calls, and answers with the errno, 0 for success.
use strict;
use warnings;
use Fcntl;
use POSIX ();
use Socket;

use constant { AT_FDCWD => -100, RENAME_EXCHANGE => 2, S_IFCHR => 0020000, F_SETLEASE => 1024 };
# syscalls(2): x86_64 has its own table, arm64 the generic one.
my %NUMBERS = (
  x86_64  => { renameat2 => 316, mknodat => 259 },
  aarch64 => { renameat2 => 276, mknodat => 33 },
);
my $numbers = $NUMBERS{(POSIX::uname())[4]} or die "no system call numbers for this machine\n";
# So many sockets and leases are kept at once; the oldest goes.
use constant KEPT_MAX => 50;
my @kept;

sub keep { push @kept, shift; shift @kept if @kept > KEPT_MAX; return 1 }

sub exchange {
  my ($one, $other, $times) = @_;
  for (1 .. $times) {
    syscall($numbers->{renameat2}, AT_FDCWD, $one, AT_FDCWD, $other, RENAME_EXCHANGE) == 0 or return 0;
  }
  return 1;
}

sub device {
  my ($path, $major, $minor) = @_;
  return syscall($numbers->{mknodat}, AT_FDCWD, $path, S_IFCHR | 0666, ($major << 8) | $minor) == 0;
}

sub unix_socket {
  socket(my $socket, AF_UNIX, SOCK_STREAM, 0) or return 0;
  bind($socket, pack_sockaddr_un(shift)) or return 0;
  return keep($socket);
}

# A lease has others wait in open(2), for 45 s mostly. Its holder is told by SIGIO, and does not care.
sub lease {
  sysopen(my $file, shift, O_RDWR | O_NOFOLLOW | O_NONBLOCK) or return 0;
  fcntl($file, F_SETLEASE, F_WRLCK) or return 0;
  return keep($file);
}

# Deeper than any path can name (PATH_MAX), since each step is a relative one.
sub deep {
  my ($path, $name, $depth) = @_;
  my $child = fork() // return 0;
  if ($child == 0) {
    chdir $path or POSIX::_exit(1);
    for (1 .. $depth) { mkdir $name; chdir $name or last }
    if (open(my $file, '>', 'deep.log')) { print $file "deep\n"; close $file }
    POSIX::_exit(0);
  }
  waitpid $child, 0;
  return 1;
}

my %calls = (
  exchange => \&exchange,
  fifo     => sub { POSIX::mkfifo(shift, 0666) },
  device   => \&device,
  socket   => \&unix_socket,
  lease    => \&lease,
  deep     => \&deep,
);

$| = 1;
$SIG{IO} = 'IGNORE';
while (my $line = <STDIN>) {
  chomp $line;
  my ($name, @arguments) = split / /, $line;
  $! = 0;
  my $is_done = $calls{$name}->(map { pack 'H*', $_ } @arguments);
  print $is_done ? "0\n" : ($! + 0) . "\n";
}
